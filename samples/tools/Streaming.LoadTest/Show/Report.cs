using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Show;

/// <summary>
/// Holds the results of a run in the form in which they are printed and written as JSON. Times are in milliseconds unless the name states
/// another unit.
/// </summary>
internal sealed record Report
{
    public required string Command { get; init; }
    public int Connections { get; init; }
    public int FailedConnections { get; init; }
    public int ClosedEarly { get; init; }
    public double ConnectSeconds { get; init; }
    public double Seconds { get; init; }
    public long Published { get; init; }
    public long Acknowledged { get; init; }
    public long PublishErrors { get; init; }
    public double PublishedPerSecond { get; init; }
    public long Expected { get; init; }
    public long Delivered { get; init; }
    public long Lost { get; init; }
    public long Duplicates { get; init; }
    public long Reordered { get; init; }
    public long Wrong { get; init; }
    public double DeliveriesPerSecond { get; init; }
    public long Downloads { get; init; }
    public long Rows { get; init; }
    public double RowsPerSecond { get; init; }
    public long ReceivedBytes { get; init; }
    public double BytesPerSecond { get; init; }
    public Times? Latency { get; init; }
    public Times? LastReader { get; init; }
    public Times? Acknowledgement { get; init; }
    public Times? FirstByte { get; init; }
    public Times? Download { get; init; }
    public double? ServerCpuSeconds { get; init; }
    public double? ServerMicrosecondsPerDelivery { get; init; }
    public double? ServerMicrosecondsPerPublish { get; init; }
    public double? MemoryPerConnection { get; init; }
    public double? ServerMegabytesBefore { get; init; }
    public double? ServerMegabytes { get; init; }
    public StalledResult? Stalled { get; init; }
    public double BusiestCore { get; init; }
    public IReadOnlyList<string> Failures { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool IsGood => FailedConnections + ClosedEarly + PublishErrors + Lost + Duplicates + Reordered + Wrong == 0
        && Delivered >= Expected && Failures.Count == 0;

    public static string NameOf(Command command) => command switch
    {
        LoadTest.Options.Command.Sse => "sse",
        LoadTest.Options.Command.WebSocket => "websocket",
        LoadTest.Options.Command.Csv => "csv",
        _ => "publish",
    };
}
