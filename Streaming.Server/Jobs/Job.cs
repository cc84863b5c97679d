namespace Streaming.Server.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It waits until it is due, and for a worker.</summary>
    Queued,

    /// <summary>A worker runs it.</summary>
    Running,

    /// <summary>It has its result.</summary>
    Succeeded,

    /// <summary>Its last attempt failed. It is kept, and can be retried by hand.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>A job as it stands in the queue. Times are UTC.</summary>
public sealed record Job
{
    /// <summary>The lowest priority a worker takes last, the highest it takes first.</summary>
    public const int LowestPriority = 0;

    /// <inheritdoc cref="LowestPriority"/>
    public const int HighestPriority = 9;

    /// <summary>Its id; its life is topic <c>job:{id}</c>.</summary>
    public required JobId Id { get; init; }

    /// <summary>What kind of work it is.</summary>
    public required string Type { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>0 to 9; 9 goes first.</summary>
    public int Priority { get; init; }

    /// <summary>When it was enqueued.</summary>
    public DateTime Created { get; init; }

    /// <summary>When it may start.</summary>
    public DateTime Due { get; init; }

    /// <summary>When its last attempt started.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>The number of the last attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts it has.</summary>
    public int Attempts { get; init; }

    /// <summary>How long an attempt may take.</summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>Whether somebody wants it cancelled while it runs.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>Who made it: a publisher's name, <c>schedule:x</c>, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>The identity (issuer and subject) of who enqueued it, who may read and change it; null without one.</summary>
    internal string? Owner { get; init; }

    /// <summary>How far it is, 0 to 1; null if it has not said.</summary>
    public double? Fraction { get; init; }

    /// <summary>How far it is, in words.</summary>
    public string? Text { get; init; }

    /// <summary>Which worker has it.</summary>
    public string? Worker { get; init; }

    /// <summary>The fencing token: rises with every start, so that a worker that lost the job cannot end it.</summary>
    internal long Token { get; init; }

    /// <summary>Until when its worker has it; a worker that lives renews it.</summary>
    internal DateTime? Lease { get; init; }

    /// <summary>Whether it runs and is wanted once more after that. A job that was started was due before.</summary>
    internal bool IsDueAgain => State == JobState.Running && Due > Started;

    /// <summary>Whether it has come to its end.</summary>
    public bool HasEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}

/// <summary>What went wrong in one attempt.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="Time">When (UTC).</param>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">Its sentence, at most 2,000 characters.</param>
public sealed record JobError(int Attempt, DateTime Time, string Type, string Message)
{
    private const int MaxMessageLength = 2_000;

    internal static JobError Of(Exception error, int attempt, DateTime time) => new(attempt, time, error.GetType().Name, Cut(error.Message));

    // Half of a surrogate pair cannot be written as UTF-8.
    private static string Cut(string text) =>
        text.Length <= MaxMessageLength ? text : text[..(char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)];
}

/// <summary>A job with all that is kept of it but its result.</summary>
/// <param name="Job">The job.</param>
/// <param name="Arguments">Its arguments: JSON in UTF-8.</param>
/// <param name="Errors">What went wrong, attempt by attempt.</param>
internal sealed record JobDetails(Job Job, byte[] Arguments, IReadOnlyList<JobError> Errors);

/// <summary>A job that a worker was given.</summary>
/// <param name="Job">The job, started.</param>
/// <param name="Arguments">Its arguments: JSON in UTF-8.</param>
internal sealed record ClaimedJob(Job Job, byte[] Arguments);
