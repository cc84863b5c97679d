namespace Streaming.Server.Jobs.Queue;

/// <summary>A cron line that makes a job when it is due.</summary>
internal sealed record Schedule
{
    /// <summary>Its name, like a topic's.</summary>
    public required string Name { get; init; }

    /// <summary>Five fields, or six with seconds first.</summary>
    public required string Cron { get; init; }

    /// <summary>The time zone that the line is in (IANA).</summary>
    public required string Zone { get; init; }

    /// <summary>The type of its jobs.</summary>
    public required string Type { get; init; }

    /// <summary>Their arguments: JSON in UTF-8.</summary>
    public required byte[] Arguments { get; init; }

    /// <summary>Their priority.</summary>
    public int Priority { get; init; }

    /// <summary>What is done about missed times.</summary>
    public CatchUp CatchUp { get; init; }

    /// <summary>Whether it rests.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When it fires next (UTC); null for never.</summary>
    public DateTime? Next { get; init; }

    /// <summary>When it fired last (UTC).</summary>
    public DateTime? Last { get; init; }

    /// <summary>What the application's code has declared of it; null where it was made over HTTP.</summary>
    public ScheduleDeclaration? Declaration { get; init; }

    /// <summary>Changes with every firing and every change.</summary>
    public long Version { get; init; }
}
