namespace Streaming.Benchmark.Cluster;

/// <summary>What a load of publishers has achieved.</summary>
/// <param name="Messages">The number of acknowledged messages.</param>
/// <param name="Seconds">The time in which they were acknowledged.</param>
/// <param name="Milliseconds">The times of the publishes to all topics but the hot one, ascending.</param>
/// <param name="Hot">The times of the publishes to the hot topic, ascending.</param>
internal sealed record PublishResult(long Messages, double Seconds, double[] Milliseconds, double[] Hot)
{
    public double Rate => Messages / Seconds;
}
