using Streaming.Stress.Relay;
using Streaming.Stress.Report;
using Streaming.Stress.Scenarios;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Faults;

/// <summary>A fault of three nodes or of their PostgreSQL server, as a row of a table.</summary>
/// <param name="Name">The name in the names of scenarios.</param>
/// <param name="Text">What the fault does, for the list of scenarios.</param>
/// <param name="RunAsync">Causes the fault once. The nodes run again afterwards.</param>
internal sealed record NodeFault(
    string Name, string Text, Func<ScenarioRun, NodeSet, TcpRelay, Random, CancellationToken, Task> RunAsync)
{
    // Longer than the heartbeats of a node, after which the others take its leases (20 s).
    private static readonly TimeSpan s_longPause = TimeSpan.FromSeconds(25);

    public static IReadOnlyList<NodeFault> All { get; } =
    [
        new("node-kill", "kill -9 of random nodes", KillNodeAsync),
        new("node-terminate", "SIGTERM of random nodes", TerminateNodeAsync),
        new("node-pause", "SIGSTOP of a node for longer than its leases, then SIGCONT", PauseNodeAsync),
        new("postgresql-kill", "kill -9 of PostgreSQL and all its processes, and a restart", KillPostgresqlAsync),
        new("postgresql-pause", "SIGSTOP of PostgreSQL for a time, then SIGCONT", PausePostgresqlAsync),
        new("connection-cut", "The connections between nodes and PostgreSQL are cut, also in the middle of commits", CutAsync),
    ];

    /// <summary>Kills random nodes, and every fifth time PostgreSQL.</summary>
    public static NodeFault Mixed { get; } = new(
        "mixed", "kill -9 of random nodes and of PostgreSQL", (run, nodes, relay, random, ct) =>
            random.Next(5) == 0 ? KillPostgresqlAsync(run, nodes, relay, random, ct) : KillNodeAsync(run, nodes, relay, random, ct));

    private static async Task KillNodeAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken) =>
        await ProcessFaults.KillAsync(run, nodes.Nodes[random.Next(nodes.Nodes.Count)], cancellationToken);

    private static async Task TerminateNodeAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken) =>
        await ProcessFaults.TerminateAsync(run, nodes.Nodes[random.Next(nodes.Nodes.Count)], cancellationToken);

    private static async Task PauseNodeAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken) =>
        await ProcessFaults.FreezeAsync(run, nodes.Nodes[random.Next(nodes.Nodes.Count)], s_longPause, cancellationToken);

    private static async Task KillPostgresqlAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        await nodes.Postgresql.KillAsync();
        run.Result.Count("kills");
        await Task.Delay(random.Next(1_000), cancellationToken);
        await nodes.Postgresql.StartAgainAsync(cancellationToken);
        foreach (var node in nodes.Nodes)
            await ReadyAgainAsync(run, node, cancellationToken);
    }

    private static async Task PausePostgresqlAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        nodes.Postgresql.Freeze();
        run.Result.Count("pauses");
        try
        {
            await Task.Delay(random.Next(1_000, 8_000), cancellationToken);
        }
        finally
        {
            nodes.Postgresql.Thaw();
        }
    }

    private static async Task CutAsync(
        ScenarioRun run, NodeSet nodes, TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.CutAfterBytes = () =>
        {
            lock (random)
                return random.Next(500, 100_000);
        };
        relay.CutAfterRequestBytes = relay.CutAfterBytes;
        relay.CutAll();
        await Task.Delay(random.Next(500, 3_000), cancellationToken);
        relay.CutAfterBytes = relay.CutAfterRequestBytes = null;
        relay.CutAll();
        run.Result.Count("faults");
    }

    private static async Task ReadyAgainAsync(ScenarioRun run, ServerProcess node, CancellationToken cancellationToken)
    {
        // A node that was starting at this moment may have ended.
        if (node.IsRunning)
            await node.ReadyAsync(cancellationToken);
        else
            await node.StartAsync(cancellationToken);
        run.Result.Held(Promises.Ready);
    }
}
