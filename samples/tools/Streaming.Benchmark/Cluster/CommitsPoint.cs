namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 8: measures the commits per second of one node and of eight nodes, on a disk whose flushes take 3 ms longer. Commits of several
/// nodes share flushes, unless something makes them wait for each other.
/// </summary>
internal sealed class CommitsPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Nodes = 8;
    private const int PublishersPerNode = 8;
    private const int Topics = 10_000;
    private const int Rounds = 3;
    private const double Target = 3;
    private const string Commits = "SELECT count(*) FROM streaming.commits";

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(servers, postgres, Nodes, cancellationToken);
        var one = new PublishLoad([nodes[0]], PublishersPerNode);
        var all = new PublishLoad(nodes.Nodes, PublishersPerNode * Nodes);
        await all.CreateTopicsAsync(Topics, cancellationToken);
        await postgres.DelayFlushesAsync(s_delay, cancellationToken);
        var (ofOne, ofAll, ratios, p50) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ofOne.Add((await MeasureAsync(nodes, one, cancellationToken)).Rate);
            var (rate, result) = await MeasureAsync(nodes, all, cancellationToken);
            ofAll.Add(rate);
            ratios.Add(ofAll[^1] / ofOne[^1]);
            p50.Add(result.Milliseconds[result.Milliseconds.Length / 2]);
        }

        await postgres.DelayFlushesAsync(TimeSpan.Zero, cancellationToken);
        report.Add($"8. commits of 1 node, {PublishersPerNode} publishers, flushes 3 ms longer", "/s", ofOne);
        report.Add($"8. commits of {Nodes} nodes, {PublishersPerNode} publishers each, flushes 3 ms longer", "/s", ofAll);
        report.Add("· p50 of a publish", "ms", p50);
        report.Add($"· {Nodes} nodes over 1 node", "×", ratios, new Target(Target, AtLeast: true));
    }

    private static async Task<(double Rate, PublishResult Result)> MeasureAsync(
        NodeSet nodes, PublishLoad load, CancellationToken cancellationToken)
    {
        var before = await PostgresqlMeasures.CountAsync(nodes.ConnectionString, Commits, cancellationToken);
        var result = await load.RunAsync(s_duration, Topics, hotShare: 0, cancellationToken);
        var after = await PostgresqlMeasures.CountAsync(nodes.ConnectionString, Commits, cancellationToken);
        return ((after - before) / result.Seconds, result);
    }
}
