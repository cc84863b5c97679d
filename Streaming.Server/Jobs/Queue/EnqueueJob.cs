using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A change of the queue that adds a job. If the job's idempotency key has added a job in the last 24 hours, the result is that earlier
/// job, or a conflict if its arguments differ.
/// </summary>
/// <param name="Job">The new job, in the state "queued".</param>
/// <param name="Arguments">The arguments of the job as JSON in UTF-8, which were validated before.</param>
/// <param name="Key">The idempotency key in the scope of its caller; null for a job without a key.</param>
/// <param name="IsSingle">True for a job of which only one with its key may exist at a time: its key stays in use until the job has ended.
/// If the earlier job with the key already runs, it may have missed the reason for this request: when the earlier job succeeds, it is
/// queued once more, with the due time of this job.</param>
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key, bool IsSingle = false) : JobChange;
