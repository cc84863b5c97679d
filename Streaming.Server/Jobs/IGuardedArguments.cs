using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs;

/// <summary>
/// Marks arguments of jobs that need more than the permission to enqueue a job. For example, a job that publishes a message also needs the
/// permission to publish.
/// </summary>
internal interface IGuardedArguments
{
    /// <summary>
    /// Whether another request enqueues such jobs too, for example a publish with a delay. Whoever may send this request needs no
    /// permission to enqueue jobs.
    /// </summary>
    bool HasOwnRequest => false;

    /// <summary>
    /// Throws a refusal if the job would do work that the caller may not request directly. For example, a caller must not publish by a job
    /// what it may not publish by a request.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to do the work of the job.</exception>
    void Authorize(AccessControl control, Caller caller);

    /// <summary>
    /// Returns what the job publishes, which counts in the caller's rate limits; null if it publishes nothing, or if the limits do not
    /// apply to the caller.
    /// </summary>
    (TopicName Topic, int Messages)? Published(AccessControl control, Caller caller) => null;
}
