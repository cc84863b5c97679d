using System.Diagnostics;
using Npgsql;

namespace Streaming.Benchmark.Cluster;

/// <summary>
/// Point 7: measures 1,024 publishers on one topic and on 10,000 topics, on one node and on four, with the processor time of PostgreSQL for
/// each message. For comparison, the same PostgreSQL server commits one transaction for each message.
/// </summary>
internal sealed class ThroughputPoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Publishers = 1_024;
    private const int Topics = 10_000;
    private const int Rounds = 3;
    private const int Sessions = 16;
    private const double FourNodesTarget = 0.5;
    private const double OneTopicTarget = 5;
    private const double ManyTopicsTarget = 15;
    private const double GroupTarget = 10;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(servers, postgres, count: 4, cancellationToken);
        var one = new PublishLoad([nodes[0]], Publishers);
        var four = new PublishLoad(nodes.Nodes, Publishers);
        await four.CreateTopicsAsync(Topics, cancellationToken);
        await four.RunAsync(s_duration, Topics, hotShare: 0, cancellationToken);
        await one.RunAsync(s_duration, Topics, hotShare: 0, cancellationToken);
        var (oneTopic, many, fromFour, ratios, single, group) =
            (new Measured(), new Measured(), new Measured(), new List<double>(), new Measured(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await oneTopic.AddAsync(postgres, () => RateAsync(one, topics: 1, cancellationToken));
            await many.AddAsync(postgres, () => RateAsync(one, Topics, cancellationToken));
            await fromFour.AddAsync(postgres, () => RateAsync(four, Topics, cancellationToken));
            await single.AddAsync(postgres, () => TransactionsAsync(nodes.ConnectionString, cancellationToken));
            ratios.Add(fromFour.Rates[^1] / many.Rates[^1]);
            group.Add(single.Cost[^1] / many.Cost[^1]);
        }

        report.Add($"7. {Publishers:N0} publishers, 1 topic, 1 node", "/s", oneTopic.Rates);
        report.Add("· PostgreSQL's processor time for each message", "µs", oneTopic.Cost, new Target(OneTopicTarget, AtLeast: false));
        report.Add($"7. {Publishers:N0} publishers, {Topics:N0} topics, 1 node", "/s", many.Rates);
        report.Add("· PostgreSQL's processor time for each message", "µs", many.Cost, new Target(ManyTopicsTarget, AtLeast: false));
        report.Add($"7. {Publishers:N0} publishers, {Topics:N0} topics, 4 nodes", "/s", fromFour.Rates);
        report.Add("· PostgreSQL's processor time for each message", "µs", fromFour.Cost);
        report.Add("· 4 nodes over 1 node", "×", ratios, new Target(FourNodesTarget, AtLeast: true));
        report.Add($"7. a transaction for each message, {Sessions} connections, without a node", "/s", single.Rates);
        report.Add("· PostgreSQL's processor time for each message", "µs", single.Cost);
        report.Add("· over that of 1 node", "×", group, new Target(GroupTarget, AtLeast: true));
    }

    private static async Task<(long Messages, double Seconds)> RateAsync(PublishLoad load, int topics, CancellationToken cancellationToken)
    {
        var result = await load.RunAsync(s_duration, topics, hotShare: 0, cancellationToken);
        return (result.Messages, result.Seconds);
    }

    // Measures the lowest cost of a transaction for each message: it inserts one row into a table with the columns of messages.
    private static async Task<(long Messages, double Seconds)> TransactionsAsync(
        string connectionString, CancellationToken cancellationToken)
    {
        await PostgresqlProcess.RunAsync(connectionString, "CREATE TABLE IF NOT EXISTS single (topic integer, \"offset\" bigserial, "
            + "time bigint, data bytea, PRIMARY KEY (topic, \"offset\"))", cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Sessions)
            .Select(seed => Task.Run(() => InsertAsync(connectionString, seed, started, cancellationToken))));
        return (counts.Sum(), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task<long> InsertAsync(string connectionString, int seed, long started, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        await using var connection = await PostgresqlProcess.OpenAsync(connectionString, cancellationToken);
        await using var command = new NpgsqlCommand("INSERT INTO single (topic, time, data) VALUES ($1, $2, $3)", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int>(), new NpgsqlParameter<long> { TypedValue = 0 },
                new NpgsqlParameter<byte[]> { TypedValue = new byte[100] },
            },
        };
        await command.PrepareAsync(cancellationToken);
        var count = 0L;
        for (; Stopwatch.GetElapsedTime(started) < s_duration; count++)
        {
            ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = random.Next(Topics);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return count;
    }

    /// <summary>Holds measured rates, and the processor time of PostgreSQL for each message in microseconds.</summary>
    private sealed class Measured
    {
        public List<double> Rates { get; } = [];

        public List<double> Cost { get; } = [];

        public async Task AddAsync(PostgresqlProcess postgres, Func<Task<(long Messages, double Seconds)>> run)
        {
            var before = postgres.ProcessorSeconds();
            var (messages, seconds) = await run();
            Rates.Add(messages / seconds);
            Cost.Add((postgres.ProcessorSeconds() - before) * 1e6 / messages);
        }
    }
}
