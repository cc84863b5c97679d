namespace Streaming.Server.Jobs.Queue;

/// <summary>The state of a job in the queue, without its arguments and result. All times are UTC.</summary>
public sealed record Job
{
    /// <summary>The lowest priority of a job, 0: such jobs run last. Jobs of the highest priority, 9, run first.</summary>
    public const int LowestPriority = 0;

    /// <inheritdoc cref="LowestPriority"/>
    public const int HighestPriority = 9;

    /// <summary>The id of the job. The events of the job are in topic <c>job:{id}</c>.</summary>
    public required JobId Id { get; init; }

    /// <summary>The type of the job, which determines the handler that runs it.</summary>
    public required string Type { get; init; }

    /// <summary>The state of the job: queued, running, succeeded, failed or cancelled.</summary>
    public JobState State { get; init; }

    /// <summary>The priority of the job, from 0 to 9. Jobs with a higher priority run first.</summary>
    public int Priority { get; init; }

    /// <summary>The time at which the job was enqueued (UTC).</summary>
    public DateTime Created { get; init; }

    /// <summary>The earliest time at which the job may start (UTC).</summary>
    public DateTime Due { get; init; }

    /// <summary>The time at which the latest attempt to run the job started (UTC); null before the first attempt.</summary>
    public DateTime? Started { get; init; }

    /// <summary>The time at which the job ended (UTC); null if it has not ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>The number of the latest attempt to run the job; 0 before the first attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>The maximum number of attempts to run the job.</summary>
    public int Attempts { get; init; }

    /// <summary>The time limit of each attempt to run the job.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>True if the job is running and its cancellation was requested.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>The origin of the job: the name of a publisher, <c>schedule:x</c> for a job of schedule x, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The identity (issuer and subject of the token) of the caller that enqueued the job, and may read and change it; null for an
    /// anonymous caller.
    /// </summary>
    internal string? Owner { get; init; }

    /// <summary>The key of the job; null for a job without a key. Jobs of the same type with the same key run one after another.</summary>
    public string? Key { get; init; }

    /// <summary>The id of the job whose handler has enqueued this job as its child; null if this job is not a child.</summary>
    public JobId? Parent { get; init; }

    /// <summary>States for which jobs this job waits, and whether other jobs wait for this job.</summary>
    internal JobLinks Links { get; init; } = JobLinks.None;

    /// <summary>The progress of the job, from 0 to 1; null if its handler has reported no progress.</summary>
    public double? Fraction { get; init; }

    /// <summary>The description of the progress that the handler of the job has reported; null without one.</summary>
    public string? Text { get; init; }

    /// <summary>The name of the worker that runs the job; null if the job is not running.</summary>
    public string? Worker { get; init; }

    /// <summary>
    /// The fencing token of the job: a number that increases with each start of the job. A worker that has lost the lease of the job (the
    /// right to run it) has an older number, and cannot end the job.
    /// </summary>
    internal long Token { get; init; }

    /// <summary>
    /// The time at which the worker's lease of the job (the right to run it) expires (UTC). The worker extends the lease while the handler
    /// runs.
    /// </summary>
    internal DateTime? Lease { get; init; }

    /// <summary>
    /// True if the job was requested again while it runs, so that it must run once more. The request is stored in the due time of the job:
    /// only in this case is the due time of a running job later than its start.
    /// </summary>
    internal bool IsDueAgain => State == JobState.Running && Due > Started;

    /// <summary>True if the job has ended: it has succeeded, has failed or was cancelled.</summary>
    public bool HasEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
