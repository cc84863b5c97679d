namespace Streaming.Server.Jobs.Queue;

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
