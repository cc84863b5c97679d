namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 9: measures a topic to which four nodes publish a fifth of all messages. This topic must not delay publishes to other topics much,
/// and must keep much of the rate that it has on one node.
/// </summary>
internal sealed class HotTopicPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Nodes = 4;
    private const int Publishers = 128;
    private const int Topics = 5_000;
    private const int Rounds = 3;
    private const double HotShare = 0.2;
    private const double OthersTarget = 2;
    private const double RateTarget = 0.4;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(servers, postgres, Nodes, cancellationToken);
        var one = new PublishLoad([nodes[0]], Publishers);
        var all = new PublishLoad(nodes.Nodes, Publishers);
        await all.CreateTopicsAsync(Topics, cancellationToken);
        await all.RunAsync(s_duration, Topics, HotShare, cancellationToken);
        await one.RunAsync(s_duration, Topics, hotShare: 1, cancellationToken);
        var (without, others, hot, ratios, onlyHot, rates) =
            (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(P99((await all.RunAsync(s_duration, Topics, hotShare: 0, cancellationToken)).Milliseconds));
            var mixed = await all.RunAsync(s_duration, Topics, HotShare, cancellationToken);
            others.Add(P99(mixed.Milliseconds));
            hot.Add(P99(mixed.Hot));
            ratios.Add(others[^1] / without[^1]);
            var ofOne = await one.RunAsync(s_duration, Topics, hotShare: 1, cancellationToken);
            onlyHot.Add((await all.RunAsync(s_duration, Topics, hotShare: 1, cancellationToken)).Rate);
            rates.Add(onlyHot[^1] / ofOne.Rate);
        }

        report.Add($"9. p99 of publishes to {Topics:N0} topics, {Nodes} nodes, {Publishers} publishers", "ms", without);
        report.Add("9. the same, a fifth of the messages to one hot topic: p99 of the others", "ms", others);
        report.Add("· p99 of the hot topic", "ms", hot);
        report.Add("· the others with over without the hot topic", "×", ratios, new Target(OthersTarget, AtLeast: false));
        report.Add($"9. only the hot topic, {Nodes} nodes", "/s", onlyHot);
        report.Add("· over the same from 1 node", "×", rates, new Target(RateTarget, AtLeast: true));
    }

    private static double P99(double[] sorted) => sorted[sorted.Length * 99 / 100];
}
