using System.Diagnostics;
using System.Globalization;
using Streaming.Tests.Support;
using Xunit.Abstractions;

namespace Streaming.Tests.Cluster;

/// <summary>
/// Three server processes on one PostgreSQL: what readers receive while nodes and PostgreSQL are killed at random moments. The moments
/// follow from a seed, which the test prints.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ClusterTests(ITestOutputHelper output)
{
    private const int Nodes = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [PostgresFact]
    public Task Readers_that_change_nodes_receive_every_message_once_and_in_order() => RunAsync(nodeKills: 0, postgresKills: 0);

    [PostgresFact]
    public Task Nothing_is_lost_or_repeated_when_nodes_are_killed() => RunAsync(ClusterSettings.NodeKills, postgresKills: 0);

    [PostgresFact]
    public Task Nothing_is_lost_or_repeated_when_PostgreSQL_is_killed() => RunAsync(nodeKills: 0, ClusterSettings.PostgresKills);

    [PostgresFact]
    public Task Nothing_is_lost_or_repeated_when_nodes_and_PostgreSQL_are_killed() =>
        RunAsync(ClusterSettings.NodeKills, ClusterSettings.PostgresKills);

    [PgBouncerFact]
    public Task Nothing_is_lost_or_repeated_through_PgBouncer_when_nodes_and_PostgreSQL_are_killed() =>
        RunAsync(ClusterSettings.NodeKills, ClusterSettings.PostgresKills, isPooled: true);

    private async Task RunAsync(int nodeKills, int postgresKills, bool isPooled = false)
    {
        var seed = ClusterSettings.Seed;
        output.WriteLine($"STREAMING_CLUSTER_SEED={seed}");
        var topics = Enumerable.Range(0, ClusterSettings.Topics).Select(i => $"room:t{i}").ToArray();
        var ledger = new Ledger();
        await using var nodes = isPooled ? await ClusterNodes.StartPooledAsync(Nodes) : await ClusterNodes.StartAsync(Nodes);
        using var publishing = new CancellationTokenSource();
        using var reading = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, ClusterSettings.Publishers)
            .Select(i => new ClusterPublisher($"p{i}", topics, usesKeys: i % 2 == 0, nodes, ledger, seed + i)).ToList();
        var readers = Enumerable.Range(0, ClusterSettings.Readers).Select(i => Reader(i, topics, nodes, ledger, seed)).ToList();
        var publishes = publishers.ConvertAll(publisher => publisher.RunAsync(publishing.Token));
        var reads = readers.ConvertAll(reader => reader.RunAsync(reading.Token));
        try
        {
            await FaultsAsync(nodes, nodeKills, postgresKills, new Random(seed));
            await publishing.CancelAsync();
            await Task.WhenAll(publishes).WaitAsync(s_patience);
            var newest = await CheckLogAsync(topics, nodes, ledger);
            await ReachAsync(readers, newest, nodes, ledger);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{newest.Values.Sum()} messages, {ledger.Acknowledged} "
                + $"acknowledged, {ledger.Refused} refused, {ledger.Unknown} without an answer; {readers.Count} readers on "
                + $"{readers.Sum(reader => reader.Connections)} connections received {readers.Sum(reader => reader.Last)} messages; "
                + $"{nodeKills} and {postgresKills} kills, {nodes.FailedStarts} failed starts."));
        }
        finally
        {
            // Also after a failure, so that nothing is left that would use the nodes when they are ended.
            publishers.ForEach(publisher => publisher.GiveUp());
            await publishing.CancelAsync();
            await reading.CancelAsync();
            await Task.WhenAll([.. publishes, .. reads]).WaitAsync(s_patience);
        }

        ledger.Faults.Should().BeEmpty();
        ledger.Acknowledged.Should().BePositive();
    }

    private static ClusterReader Reader(int i, string[] topics, ClusterNodes nodes, Ledger ledger, int seed)
    {
        var (transport, read) = ClusterTransports.All[i % ClusterTransports.All.Length];
        return new ClusterReader($"{transport} reader {i}", topics[i % topics.Length], read, nodes, ledger, seed + 1_000 + i);
    }

    // Nodes one after the other, and PostgreSQL meanwhile.
    private static async Task FaultsAsync(ClusterNodes nodes, int nodeKills, int postgresKills, Random random)
    {
        var started = Stopwatch.GetTimestamp();
        var (ofNodes, ofPostgres) = (new Random(random.Next()), new Random(random.Next()));
        await Task.WhenAll(
            RepeatAsync(nodeKills, ofNodes, () => nodes.KillAsync(ofNodes.Next(nodes.Count))),
            RepeatAsync(postgresKills, ofPostgres, nodes.KillPostgresAsync));
        var left = ClusterSettings.Duration - Stopwatch.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
            await Task.Delay(left);
    }

    private static async Task RepeatAsync(int count, Random random, Func<Task> kill)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Delay(random.NextDouble() * 2 * ClusterSettings.Duration / (count + 1));
            await kill();
        }
    }

    // The newest offset of each topic.
    private static async Task<Dictionary<string, long>> CheckLogAsync(string[] topics, ClusterNodes nodes, Ledger ledger)
    {
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var topic in topics)
        {
            var log = await ClusterTransports.DownloadAsync(nodes.Address(0), topic);
            ledger.Check(topic, log);
            newest[topic] = log.Count;
        }

        return newest;
    }

    private static async Task ReachAsync(List<ClusterReader> readers, Dictionary<string, long> newest, ClusterNodes nodes, Ledger ledger)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (readers.Find(reader => reader.Last < newest[reader.Topic]) is { } behind)
        {
            ledger.Faults.Should().BeEmpty();
            try
            {
                await ledger.WaitForProgressAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{behind.Name} has {behind.Last} of {newest[behind.Topic]} messages of {behind.Topic} "
                    + $"({behind.Problem}).\n{string.Join('\n', Enumerable.Range(0, nodes.Count).Select(nodes.Output))}", e);
            }
        }
    }
}
