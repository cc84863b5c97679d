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
internal sealed record EnqueueJob(Job Job, byte[] Arguments, IdempotencyKey? Key) : JobChange
{
    /// <summary>What happens if another job with the same type and key (<see cref="Job.Key"/>) has not ended.</summary>
    public WhenKeyExists WhenKeyExists { get; init; }

    /// <summary>
    /// True if the caller may not affect a job of another caller that has the same key: neither replace that job, nor make it run once
    /// more.
    /// </summary>
    public bool OwnKeysOnly { get; init; }

    /// <summary>The ids of the jobs that must end before this job starts, without duplicates.</summary>
    public IReadOnlyList<JobId> After { get; init; } = [];

    /// <summary>The running job whose handler enqueues this job as its child; null if this job is not a child.</summary>
    public ChildOf? Child { get; init; }

    /// <summary>The trace context of the code that enqueues the job; the runs of the job continue its trace. Null for none.</summary>
    public TraceContext? Trace { get; init; }
}
