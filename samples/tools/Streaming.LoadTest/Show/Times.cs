using System.Text.Json.Serialization;
using Streaming.LoadTest.Measure;

namespace Streaming.LoadTest.Show;

/// <summary>Describes the distribution of times (such as percentiles), in milliseconds.</summary>
internal sealed record Times(double P50, double P90, double P99, double P999, double Max)
{
    [JsonIgnore]
    public Latencies? Source { get; private init; }

    public static Times? Of(Latencies latencies) => latencies.Count == 0 ? null : new Times(
        Round(latencies.Percentile(50)),
        Round(latencies.Percentile(90)),
        Round(latencies.Percentile(99)),
        Round(latencies.Percentile(99.9)),
        Round(latencies.Max))
    {
        Source = latencies,
    };

    private static double Round(double value) => Math.Round(value, 3);
}
