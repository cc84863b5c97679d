namespace Streaming.Stress.Report;

/// <summary>The promises of README.md and docs/ that the scenarios with faults of disk, clock and resources check.</summary>
internal static class FaultPromises
{
    private const string Source = "docs/promises.md";

    public static readonly Promise Recovers = new("The server is ready again when the fault has ended, without a restart.", Source);

    public static readonly Promise NotReady = new("The server is not ready while no message can be stored.", Source);

    public static readonly Promise Emptied = new("A full disk can be emptied.", Source);

    public static readonly Promise Explains = new("A server that cannot start ends with a sentence that names the cause.", Source);

    public static readonly Promise PowerCut = new("An acknowledged message survives a power cut if the disk honours flushes.", Source);

    public static readonly Promise Whole = new("A write-ahead log that is cut off loses only what was committed after the cut.", Source);

    public static readonly Promise Reads = new("A disk that accepts no writes can still be read.", Source);

    public static readonly Promise Times = new("The time of a message never falls within a topic.", "ARCHITECTURE.md");

    public static readonly Promise Token = new("A token is refused after its expiry, and its streams end.", "docs/access.md");

    public static readonly Promise KeyWindow = new("An idempotency key holds for 24 hours.", "docs/publish.md");

    public static readonly Promise Expires = new("A topic with a time to live ends when that time has passed.", "docs/http-api.md");

    public static readonly Promise Fires = new("Each due time of a schedule enqueues at most one job.", "docs/schedules.md");

    public static readonly Promise JobEnds = new("A job ends once.", Source);

    public static readonly Promise Loaded = new("The faults reach the server.", "Streaming.Stress");
}
