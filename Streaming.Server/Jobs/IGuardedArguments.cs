using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs;

/// <summary>
/// Marks arguments of jobs that need more authorization than the permission to enqueue a job. Example: a job that publishes a message needs
/// the permission to publish.
/// </summary>
internal interface IGuardedArguments
{
    /// <summary>Refuses a job if its caller would not be allowed to do the same work with a direct request.</summary>
    /// <exception cref="RefusalException">The caller is not allowed to do the work of the job.</exception>
    void Authorize(AccessControl control, Caller caller);
}
