namespace Streaming.Server.Jobs.Schedules;

/// <summary>Has the options of a schedule that the application's code declares: overlap, attempts and time limit of its jobs.</summary>
public sealed record ScheduleOptions
{
    /// <summary>
    /// True if the schedule also enqueues a job while its earlier jobs have not ended (default false). If false, such a firing is skipped,
    /// and the skip is recorded.
    /// </summary>
    public bool Overlap { get; init; }

    /// <summary>
    /// The maximum number of attempts to run each job of the schedule, from 1 to 100; null for the number of the job type, or else of the
    /// configuration.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// The time limit of each attempt to run a job of the schedule, up to 7 days; null for the limit of the job type, or else of the
    /// configuration.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// The options as a part of the hash of a declaration. It is empty for the default options, so that declarations without options keep
    /// the hash that earlier versions have stored.
    /// </summary>
    internal string HashText => this == new ScheduleOptions() ? string.Empty
        : FormattableString.Invariant($"\n{Overlap}\n{Attempts}\n{TimeLimit?.Ticks}");
}
