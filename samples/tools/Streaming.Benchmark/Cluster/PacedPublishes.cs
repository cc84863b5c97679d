using System.Diagnostics;

namespace Streaming.Benchmark.Cluster;

/// <summary>Publishes 100 messages in each second, one after another.</summary>
internal static class PacedPublishes
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(10);

    /// <summary>Publishes for the given time, on the given connections in turn. Returns the number of messages.</summary>
    /// <param name="publishers">The connections.</param>
    /// <param name="topicOf">Returns the topic of the message with the given number, from 0.</param>
    /// <param name="duration">The time.</param>
    /// <param name="cancellationToken">A token that ends the publishes.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<PublishConnection> publishers, Func<int, string> topicOf, TimeSpan duration, CancellationToken cancellationToken)
    {
        var published = 0;
        using var pace = new PeriodicTimer(s_pace);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < duration; published++)
        {
            await publishers[published % publishers.Count].PublishAsync(topicOf(published), cancellationToken);
            await pace.WaitForNextTickAsync(cancellationToken);
        }

        return published;
    }
}
