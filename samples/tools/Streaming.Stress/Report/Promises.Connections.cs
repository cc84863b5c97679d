namespace Streaming.Stress.Report;

/// <summary>The promises about connections, presence, and what remains of both.</summary>
internal static partial class Promises
{
    public static readonly Promise Presence = new(
        "A room's list has exactly its connected members, and its joins and leaves lead to the same list.", "docs/rooms.md");

    public static readonly Promise NothingLeft = new(
        "After clients have left, no connection, handle or thread of theirs is left.", "SECURITY.md");

    public static readonly Promise Memory = new(
        "The memory of a server with changing clients is at the end within 10 % of that after a sixth of the time.", "BENCHMARKS.md");

    public static readonly Promise SlowCostsOthersNothing = new(
        "A slow subscriber costs only its socket buffer. No other subscriber waits for it.", "docs/promises.md");

    public static readonly Promise Malformed = new(
        "Malformed input is refused or its connection closed; the server and other clients go on.", "SECURITY.md");
}
