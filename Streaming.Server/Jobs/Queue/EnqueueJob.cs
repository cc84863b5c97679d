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
    /// <summary>Determines what happens if another job with the key of this job (<see cref="Job.Key"/>) has not ended.</summary>
    public WhenKeyExists WhenKeyExists { get; init; }

    /// <summary>True if the caller may not replace or request again a job that belongs to another caller.</summary>
    public bool OwnKeysOnly { get; init; }

    /// <summary>The jobs after whose end this job starts, each id once.</summary>
    public IReadOnlyList<JobId> After { get; init; } = [];

    /// <summary>The job whose handler enqueues this job as its child; null for a job that is no child.</summary>
    public ChildOf? Child { get; init; }

    /// <summary>The trace context of the code that enqueues the job; the runs of the job continue its trace. Null for none.</summary>
    public TraceContext? Trace { get; init; }
}
