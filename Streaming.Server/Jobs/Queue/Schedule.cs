namespace Streaming.Server.Jobs.Queue;

/// <summary>Describes a schedule: a cron expression that enqueues a job at each due time.</summary>
internal sealed record Schedule
{
    /// <summary>The name of the schedule. It may have the same characters as the name of a topic.</summary>
    public required string Name { get; init; }

    /// <summary>The cron expression of the schedule: five fields, or six fields with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone of the cron expression, as an IANA name such as <c>Europe/Berlin</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>The type of the jobs that the schedule enqueues.</summary>
    public required string Type { get; init; }

    /// <summary>The arguments of the jobs that the schedule enqueues, as JSON in UTF-8.</summary>
    public required byte[] Arguments { get; init; }

    /// <summary>The priority of the jobs that the schedule enqueues, from 0 to 9.</summary>
    public int Priority { get; init; }

    /// <summary>Determines how many jobs the schedule enqueues for due times that passed while no server was running.</summary>
    public CatchUp CatchUp { get; init; }

    /// <summary>
    /// True if the schedule enqueues a job even while its earlier jobs have not ended. If false, the schedule then enqueues no job, and the
    /// firing (the due time) is recorded as skipped.
    /// </summary>
    public bool AllowsOverlap { get; init; }

    /// <summary>The maximum number of attempts to run each job of the schedule; null for the maximum of the job type.</summary>
    public int? Attempts { get; init; }

    /// <summary>The time limit of each attempt to run a job of the schedule; null for the limit of the job type.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>True if the schedule is paused: it enqueues no jobs.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The next time at which the schedule fires, that is, enqueues its job (UTC); null if it never fires again.</summary>
    public DateTime? Next { get; init; }

    /// <summary>The latest time at which the schedule fired (UTC); null if it has never fired.</summary>
    public DateTime? Last { get; init; }

    /// <summary>The declaration of the schedule in the application's code; null if the schedule was created over HTTP.</summary>
    public ScheduleDeclaration? Declaration { get; init; }

    /// <summary>
    /// The version of the schedule: a random number for a new one. Each firing and each change increments the version, so that only one of
    /// several processes fires the schedule at a due time, and a firing that was prepared for a deleted schedule has no effect.
    /// </summary>
    public long Version { get; init; }

    /// <summary>Returns the options of the jobs that the schedule enqueues.</summary>
    public EnqueueOptions ToEnqueueOptions() =>
        new() { Priority = Priority, Attempts = Attempts, TimeLimit = TimeLimit, Origin = $"schedule:{Name}" };
}
