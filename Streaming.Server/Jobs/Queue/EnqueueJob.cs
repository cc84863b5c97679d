using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Adds a job, unless its key has added one in the last 24 hours: then that one is the outcome, or a conflict if its payload was another.</summary>
/// <param name="Job">The job, queued.</param>
/// <param name="Arguments">Its arguments, checked.</param>
/// <param name="Key">The idempotency key in its scope, or null.</param>
/// <param name="IsSingle">
/// The key counts for as long as its job has not ended, and then no more: there is one at a time. If that one runs already, it may have looked too early: it is
/// queued once more when it succeeds, for when this one would have been due.
/// </param>
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key, bool IsSingle = false) : JobChange;
