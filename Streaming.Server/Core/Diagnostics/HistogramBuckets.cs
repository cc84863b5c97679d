using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Defines the bucket boundaries of the server's histogram metrics. The default boundaries of OpenTelemetry (0, 5, 10, 25, …) are too
/// coarse for times in seconds.
/// </summary>
internal static class HistogramBuckets
{
    /// <summary>The bucket boundaries of histograms that record times in seconds: from one millisecond to ten minutes.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    /// <summary>
    /// The bucket boundaries of histograms that record short times in seconds, such as the duration of a publish: from 100 microseconds to
    /// ten seconds.
    /// </summary>
    public static readonly InstrumentAdvice<double> ShortSeconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>
    /// The bucket boundaries of histograms that record numbers of messages: from 1 to 8,192, the maximum number in one transaction.
    /// </summary>
    public static readonly InstrumentAdvice<int> Messages =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 8_192] };
}
