using Streaming.Benchmark.Transports;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Measures the processor time for each message that a subscriber receives: on one of three nodes, when messages are published on all
/// three, and on a single node. Both have the same numbers of subscribers and messages; the result is the ratio.
/// </summary>
internal sealed class DeliveryCostPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const string Topic = "bench.cost";
    private const int Subscribers = 1_000;
    private const int Rounds = 5;
    private const double Target = 1.1;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var single = await NodeSet.StartAsync(servers, postgres, count: 1, cancellationToken);
        await using var three = await NodeSet.StartAsync(servers, postgres, count: 3, cancellationToken);
        await MeasureAsync(single, s_warmUp, cancellationToken);
        await MeasureAsync(three, s_warmUp, cancellationToken);
        var (alone, ofThree, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await MeasureAsync(single, s_duration, cancellationToken));
            ofThree.Add(await MeasureAsync(three, s_duration, cancellationToken));
            ratios.Add(ofThree[^1] / alone[^1]);
        }

        report.Add($"processor time of a delivery, {Subscribers:N0} subscribers, 100 messages/s, single node", "µs", alone);
        report.Add("the same, one node of three, messages published on all three", "µs", ofThree);
        report.Add("· node of three over single node", "×", ratios, new Target(Target, AtLeast: false));
    }

    private static async Task<double> MeasureAsync(NodeSet nodes, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var readers = await ReaderSet.OpenAsync(nodes[0].Url, ReaderKind.EventsOf(Topic), Subscribers, cancellationToken);
        var publishers = await Task.WhenAll(nodes.Nodes.Select(node => PublishConnection.OpenAsync(node.Url, cancellationToken)));
        try
        {
            var before = ProcessorTime.Of(nodes[0].Process!);
            var published = await PacedPublishes.RunAsync(publishers, static _ => Topic, duration, cancellationToken);
            await readers.ReachAsync((long)published * Subscribers, s_patience, cancellationToken);
            return (ProcessorTime.Of(nodes[0].Process!) - before) * 1e6 / readers.Received;
        }
        finally
        {
            foreach (var publisher in publishers)
                publisher.Dispose();
        }
    }
}
