using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs;

/// <summary>
/// Marks arguments of jobs that need more than the permission to enqueue a job. For example, a job that publishes a message also needs the
/// permission to publish.
/// </summary>
internal interface IGuardedArguments
{
    /// <summary>
    /// Throws a refusal if the job would do work that the caller may not request directly. For example, a caller must not publish by a job
    /// what it may not publish by a request.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to do the work of the job.</exception>
    void Authorize(AccessControl control, Caller caller);
}
