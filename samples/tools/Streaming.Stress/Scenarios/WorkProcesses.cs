using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>The processes that run jobs, schedules and webhooks on one store, and those of them that a scenario kills.</summary>
/// <param name="Servers">The processes with HTTP.</param>
/// <param name="Victims">The processes that are killed or paused.</param>
internal sealed record WorkProcesses(IReadOnlyList<ServerProcess> Servers, IReadOnlyList<ServerProcess> Victims)
{
    private static readonly ServerOptions s_options = new ServerOptions().With(
        ("Samples:Jobs", "true"), ("Jobs:Lease", "3s"), ("Outbound:AllowThisMachine", "true"), ("Webhooks:Backoff", "200ms"),
        ("Webhooks:MaxBackoff", "1s"));

    /// <summary>Starts a server and two workers on one SQLite file; the server is killed.</summary>
    public static Task<WorkProcesses> ServerAsync(ScenarioRun run, CancellationToken cancellationToken) =>
        OnSqliteAsync(run, killsServer: true, cancellationToken);

    /// <summary>Starts a server and two workers on one SQLite file; the workers are killed.</summary>
    public static Task<WorkProcesses> WorkersAsync(ScenarioRun run, CancellationToken cancellationToken) =>
        OnSqliteAsync(run, killsServer: false, cancellationToken);

    /// <summary>Starts three nodes on PostgreSQL, all of which are killed.</summary>
    public static async Task<WorkProcesses> NodesAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var nodes = await NodeSet.StartAsync(run.Servers, 3, s_options, port: null, cancellationToken);
        return new WorkProcesses(nodes.Nodes, nodes.Nodes);
    }

    /// <summary>Returns the address of a random server.</summary>
    public Uri Any(Random random)
    {
        lock (random)
            return Servers[random.Next(Servers.Count)].Address;
    }

    private static async Task<WorkProcesses> OnSqliteAsync(ScenarioRun run, bool killsServer, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartSqliteAsync(s_options, cancellationToken);
        var workers = new List<ServerProcess>();
        for (var i = 0; i < 2; i++)
            workers.Add(await run.Servers.StartAsync(s_options with { Command = "worker" }, server.Folder, cancellationToken));
        return new WorkProcesses([server], killsServer ? [server] : workers);
    }
}
