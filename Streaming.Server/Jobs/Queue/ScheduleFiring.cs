namespace Streaming.Server.Jobs.Queue;

/// <summary>Describes one firing of a schedule: the job that it enqueued, or the reason for which it was skipped.</summary>
/// <param name="Schedule">The name of the schedule.</param>
/// <param name="Time">The time at which the schedule fired (UTC).</param>
internal sealed record ScheduleFiring(string Schedule, DateTime Time)
{
    /// <summary>The number of firings of each schedule that a store keeps and lists.</summary>
    public const int Kept = 5;

    /// <summary>The job that the firing enqueued; null if the firing was skipped.</summary>
    public JobId? Job { get; init; }

    /// <summary>The earlier job of the schedule that had not ended, so that the firing was skipped; null if it was not skipped.</summary>
    public JobId? BlockedBy { get; init; }

    /// <summary>
    /// The state of the job; after the job was deleted, the state in which it ended. Null for a firing that was skipped. Only lists of
    /// firings set it.
    /// </summary>
    public JobState? Outcome { get; init; }
}
