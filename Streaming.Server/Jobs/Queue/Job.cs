namespace Streaming.Server.Jobs.Queue;

/// <summary>A job of the queue. Times are UTC.</summary>
public sealed record Job
{
    /// <summary>Jobs of the highest priority (9) run first, those of the lowest (0) last.</summary>
    public const int LowestPriority = 0;

    /// <inheritdoc cref="LowestPriority"/>
    public const int HighestPriority = 9;

    /// <summary>The id. The events of the job are in topic <c>job:{id}</c>.</summary>
    public required JobId Id { get; init; }

    /// <summary>The type, which determines the handler.</summary>
    public required string Type { get; init; }

    /// <summary>The state.</summary>
    public JobState State { get; init; }

    /// <summary>The priority, 0 to 9; 9 runs first.</summary>
    public int Priority { get; init; }

    /// <summary>The time at which the job was enqueued.</summary>
    public DateTime Created { get; init; }

    /// <summary>The earliest time to start.</summary>
    public DateTime Due { get; init; }

    /// <summary>The start of the last attempt.</summary>
    public DateTime? Started { get; init; }

    /// <summary>The time at which the job ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>The number of the last attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The maximum number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>The time limit of an attempt.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>Whether the cancellation of the running job was requested.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>The origin: a publisher's name, <c>schedule:x</c>, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The identity (issuer and subject) of the caller that enqueued the job and may read and change it; null for an anonymous caller.
    /// </summary>
    internal string? Owner { get; init; }

    /// <summary>The progress, 0 to 1; null if the handler has reported none.</summary>
    public double? Fraction { get; init; }

    /// <summary>The description of the progress.</summary>
    public string? Text { get; init; }

    /// <summary>The worker that runs the job.</summary>
    public string? Worker { get; init; }

    /// <summary>The fencing token. Each start increments it, so that a worker that lost the lease cannot end the job.</summary>
    internal long Token { get; init; }

    /// <summary>The expiry of the worker's lease, which the worker renews.</summary>
    internal DateTime? Lease { get; init; }

    /// <summary>Whether the job runs and was requested again in the meantime: only then its due time is after its start.</summary>
    internal bool IsDueAgain => State == JobState.Running && Due > Started;

    /// <summary>Whether the job has ended.</summary>
    public bool HasEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
