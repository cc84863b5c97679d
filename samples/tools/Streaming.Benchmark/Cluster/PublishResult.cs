namespace Streaming.Benchmark.Cluster;

/// <summary>Holds the result of running publishers for a time.</summary>
/// <param name="Messages">The number of messages that were acknowledged.</param>
/// <param name="Seconds">The time in which the messages were acknowledged, in seconds.</param>
/// <param name="Milliseconds">The durations of the publishes to all topics except the hot topic, in ascending order.</param>
/// <param name="Hot">The durations of the publishes to the hot topic (the one with the most messages), in ascending order.</param>
internal sealed record PublishResult(long Messages, double Seconds, double[] Milliseconds, double[] Hot)
{
    public double Rate => Messages / Seconds;
}
