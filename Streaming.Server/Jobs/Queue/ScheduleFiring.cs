namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Describes one firing of a schedule (a time at which the schedule was due): the job that was enqueued, or the reason why the firing was
/// skipped.
/// </summary>
/// <param name="Schedule">The name of the schedule.</param>
/// <param name="Time">The time at which the schedule fired (UTC).</param>
internal sealed record ScheduleFiring(string Schedule, DateTime Time)
{
    /// <summary>The number of firings (times at which it was due) of each schedule that a store keeps and lists.</summary>
    public const int Kept = 5;

    /// <summary>The job that the firing (one due time of the schedule) enqueued; null if the firing was skipped.</summary>
    public JobId? Job { get; init; }

    /// <summary>
    /// The earlier job of the schedule because of which the firing was skipped: that job had not ended. Null if the firing was not skipped.
    /// </summary>
    public JobId? BlockedBy { get; init; }

    /// <summary>
    /// The state of the job that the firing enqueued. After the job was deleted: the state in which it ended. Null for a skipped firing.
    /// This property is set only in lists of firings.
    /// </summary>
    public JobState? Outcome { get; init; }
}
