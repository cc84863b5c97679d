namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Contains the options of a schedule that the application's code declares: whether its jobs may overlap, and the attempts and the time
/// limit of each job.
/// </summary>
public sealed record ScheduleOptions
{
    /// <summary>
    /// True if the schedule enqueues a job even while its earlier jobs have not ended (default false). If false, the schedule then enqueues
    /// no job, and the firing (the due time) is recorded as skipped.
    /// </summary>
    public bool Overlap { get; init; }

    /// <summary>
    /// The maximum number of attempts to run each job of the schedule, from 1 to 100. If null, the maximum of the job type applies, or the
    /// configured maximum if the job type has none.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// The time limit of each attempt to run a job of the schedule, up to 7 days. If null, the time limit of the job type applies, or the
    /// configured limit if the job type has none.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// The text of the options. The hash of a declaration is computed from this text and from other values. The text is empty for the
    /// default options. So a declaration without options has the same hash as in earlier versions of the server, which had no options.
    /// </summary>
    internal string HashText => this == new ScheduleOptions() ? string.Empty
        : FormattableString.Invariant($"\n{Overlap}\n{Attempts}\n{TimeLimit?.Ticks}");
}
