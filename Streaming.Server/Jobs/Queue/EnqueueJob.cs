using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that adds a job. If a job was added with the same idempotency key in the last 24 hours, no job is added. The
/// result is then the earlier job, or a conflict if the arguments of the two jobs differ.
/// </summary>
/// <param name="Job">The new job, in the state "queued".</param>
/// <param name="Arguments">The arguments of the job as JSON in UTF-8, which were validated before.</param>
/// <param name="Key">The idempotency key, which is different for each caller; null for a job without a key.</param>
/// <param name="IsSingle">True if at most one job with the key may wait or run at any time. If a job with the key already waits, no job is
/// added. If it is already running, it may have read its data too early for this request, so it runs once more after it has succeeded, at
/// the due time of the new job.</param>
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key, bool IsSingle = false) : JobChange
{
    /// <summary>The trace context of the code that enqueues the job; the runs of the job continue its trace. Null for none.</summary>
    public TraceContext? Trace { get; init; }
}
