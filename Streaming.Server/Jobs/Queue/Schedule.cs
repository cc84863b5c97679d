namespace Streaming.Server.Jobs.Queue;

/// <summary>A cron line that enqueues a job at each of its times.</summary>
internal sealed record Schedule
{
    /// <summary>The name, with the characters of topic names.</summary>
    public required string Name { get; init; }

    /// <summary>The cron line: five fields, or six with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone of the line (IANA).</summary>
    public required string Zone { get; init; }

    /// <summary>The type of the jobs.</summary>
    public required string Type { get; init; }

    /// <summary>The arguments of the jobs: JSON in UTF-8.</summary>
    public required byte[] Arguments { get; init; }

    /// <summary>The priority of the jobs.</summary>
    public int Priority { get; init; }

    /// <summary>The jobs for missed times.</summary>
    public CatchUp CatchUp { get; init; }

    /// <summary>Whether the schedule is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The next time to fire (UTC); null for never.</summary>
    public DateTime? Next { get; init; }

    /// <summary>The last time it fired (UTC).</summary>
    public DateTime? Last { get; init; }

    /// <summary>The declaration in the application's code; null for a schedule that was created over HTTP.</summary>
    public ScheduleDeclaration? Declaration { get; init; }

    /// <summary>Each firing and each change increments the version.</summary>
    public long Version { get; init; }
}
