using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// The long runs, which <c>all</c> leaves out. In the first one, two servers on SQLite files of their own are killed about once a second
/// each, while publishers send as much as they can.
/// </summary>
internal static class Campaign
{
    public const string Family = "campaign";

    private const int Kills = 1_000;
    private const int NodeKills = 300;
    private const int Servers = 2;
    private const int Topics = 8;

    private static readonly TimeSpan s_limit = TimeSpan.FromHours(4);

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(Family, "campaign-sqlite",
            "1,000 times kill -9 of two servers while millions of messages are acknowledged: none is lost, doubled or moved.", RunAsync)
        {
            Limit = s_limit,
        },
        new Scenario(Family, "campaign-nodes",
            "300 times kill -9 of three nodes and of their PostgreSQL while all transports are used: nothing is lost, doubled or moved.",
            (run, ct) => NodeScenarios.RunAsync(run, NodeFault.Mixed, NodeKills, TimeSpan.FromHours(2), ct))
        {
            Missing = PostgresqlPrograms.Missing,
            Limit = s_limit,
        },
        new Scenario(Family, "soak",
            "An hour (--minutes) in which subscribers of all transports are cut off and return: nothing is lost, and memory does not grow.",
            SoakRun.RunAsync)
        {
            Limit = s_limit,
        },
    ];

    private static Task RunAsync(ScenarioRun run, CancellationToken cancellationToken) => Task.WhenAll(
        Enumerable.Range(0, Servers).Select(number => KillAsync(run, number, run.Kills(Kills) / Servers, cancellationToken)));

    private static async Task KillAsync(ScenarioRun run, int number, int kills, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        string[] topics = [.. Enumerable.Range(0, Topics).Select(topic => $"campaign{number}:{topic}")];
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        await using var load = new Workload(run, () => server.Address);
        load.Publish(4, new PublishOptions { Topics = topics, MaxBatch = 40 });
        load.Publish(2, new PublishOptions { Topics = topics, MaxBatch = 40, IsIdempotent = true });
        load.Publish(2, new PublishOptions { Topics = topics });
        load.Read(1, new SseTransport(hasSeveralTopics: true), topics);
        for (var i = 0; i < kills && !run.IsOver(TimeSpan.FromHours(2)); i++)
        {
            await Task.Delay(random.Next(50, 1_200), cancellationToken);
            await ProcessFaults.KillAsync(run, server, cancellationToken);
        }

        await load.EndAsync(server.Address, cancellationToken);
    }
}
