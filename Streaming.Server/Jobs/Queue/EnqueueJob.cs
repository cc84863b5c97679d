using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Adds a job. If its key has added a job in the last 24 hours, the result is that job, or a conflict if the payload differs.
/// </summary>
/// <param name="Job">The job, queued.</param>
/// <param name="Arguments">The arguments, which were checked.</param>
/// <param name="Key">The idempotency key in its scope; null for none.</param>
/// <param name="IsSingle">
/// The key is valid until its job has ended, so that only one such job exists at a time. If that job runs already, it may have missed the
/// reason for this one:
/// when it succeeds, it is queued once more, with the due time of this one.
/// </param>
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key, bool IsSingle = false) : JobChange;
