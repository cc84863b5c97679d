using System.Diagnostics;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Runs publishers, each on its own connection with one publish in flight, distributed over the nodes. Each message goes to a random topic.
/// </summary>
internal sealed class PublishLoad(IReadOnlyList<Server> nodes, int publishers)
{
    public const string HotTopic = "bench.hot";

    /// <summary>Publishes messages for a time, each to a randomly chosen topic.</summary>
    /// <param name="duration">The time for which messages are published. Publishes that run at its end are completed.</param>
    /// <param name="topics">The number of topics.</param>
    /// <param name="hotShare">The share of the messages that are published to the topic with the most messages (the hot topic), from 0 to
    /// 1.</param>
    /// <param name="cancellationToken">Cancels the publishing.</param>
    public async Task<PublishResult> RunAsync(TimeSpan duration, int topics, double hotShare, CancellationToken cancellationToken)
    {
        var connections = await OpenAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var measured = await Task.WhenAll(connections.Select(
            (connection, i) => Task.Run(() => PublishAsync(connection, i, started, duration, topics, hotShare, cancellationToken))));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Close(connections);
        double[] others = [.. measured.SelectMany(each => each.Others).Order()];
        double[] hot = [.. measured.SelectMany(each => each.Hot).Order()];
        return new PublishResult(others.Length + hot.Length, seconds, others, hot);
    }

    /// <summary>Publishes one message to each topic, so that all topics exist.</summary>
    public async Task CreateTopicsAsync(int topics, CancellationToken cancellationToken)
    {
        var connections = await OpenAsync(cancellationToken);
        await Task.WhenAll(connections.Select(async (connection, i) =>
        {
            for (var topic = i; topic < topics; topic += connections.Length)
                await connection.PublishAsync(Name(topic), cancellationToken);
        }));
        Close(connections);
    }

    // The server closes connections that send nothing for a long time, so each measurement opens its own connections.
    private Task<PublishConnection[]> OpenAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Enumerable.Range(0, publishers).Select(i => PublishConnection.OpenAsync(nodes[i % nodes.Count].Url, cancellationToken)));

    private static void Close(PublishConnection[] connections)
    {
        foreach (var connection in connections)
            connection.Dispose();
    }

    private static string Name(int topic) => $"bench.{topic}";

    private static async Task<(List<double> Others, List<double> Hot)> PublishAsync(PublishConnection connection, int seed, long started,
        TimeSpan duration, int topics, double hotShare, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var (others, hot) = (new List<double>(), new List<double>());
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var isHot = random.NextDouble() < hotShare;
            var begun = Stopwatch.GetTimestamp();
            await connection.PublishAsync(isHot ? HotTopic : Name(random.Next(topics)), cancellationToken);
            (isHot ? hot : others).Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (others, hot);
    }
}
