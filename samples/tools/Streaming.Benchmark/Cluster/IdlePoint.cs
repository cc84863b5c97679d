using System.Diagnostics;

namespace Streaming.Benchmark.Cluster;

/// <summary>Point 18: measures the processor time and the transactions of three idle nodes.</summary>
internal sealed class IdlePoint(ServerSource servers, PostgresqlProcess postgres, Report report)
{
    private const int Nodes = 3;
    private const double CoreTarget = 2;
    private const double StatementsTarget = 2;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(20);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var nodes = await NodeSet.StartAsync(servers, postgres, Nodes, cancellationToken);
        await Task.Delay(s_settling, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var (own, ofPostgres) = (nodes.ProcessorSeconds(), postgres.ProcessorSeconds());
        var before = await TransactionsAsync(nodes, cancellationToken);
        await Task.Delay(s_duration, cancellationToken);
        var (ownAfter, ofPostgresAfter) = (nodes.ProcessorSeconds(), postgres.ProcessorSeconds());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var transactions = await TransactionsAsync(nodes, cancellationToken) - before;
        report.Add("18. an idle node, share of a core", "%", [(ownAfter - own) / seconds / Nodes * 100],
            new Target(CoreTarget, AtLeast: false));
        report.Add("18. an idle node, transactions", "/s", [transactions / seconds / Nodes], new Target(StatementsTarget, AtLeast: false));
        report.Add("· PostgreSQL, for each node, share of a core", "%", [(ofPostgresAfter - ofPostgres) / seconds / Nodes * 100]);
    }

    // PostgreSQL reports the transactions of a connection up to a second later.
    private static Task<long> TransactionsAsync(NodeSet nodes, CancellationToken cancellationToken) => PostgresqlMeasures.CountAsync(
        nodes.ConnectionString,
        "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()", cancellationToken);
}
