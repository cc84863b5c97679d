using Streaming.LoadTest.Measure;

namespace Streaming.LoadTest.Runs;

/// <summary>Holds all results of a run of the load test.</summary>
internal sealed record RunResult
{
    public IReadOnlyList<ReadResult> Readings { get; init; } = [];
    public PublishCounts? Publishing { get; init; }
    public double ConnectSeconds { get; init; }
    public double Seconds { get; init; }
    public double OwnCpuSeconds { get; init; }
    public ServerUse? Server { get; init; }
}
