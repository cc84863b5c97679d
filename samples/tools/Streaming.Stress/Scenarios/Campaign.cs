using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// The long run: two servers on SQLite files of their own are killed about once a second each, while publishers send as much as they can.
/// </summary>
internal static class Campaign
{
    public const string Family = "campaign";

    private const int Kills = 1_000;
    private const int Servers = 2;
    private const int Topics = 8;

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(Family, "campaign-sqlite",
            "1,000 times kill -9 of two servers while millions of messages are acknowledged: none is lost, doubled or moved.", RunAsync),
    ];

    private static Task RunAsync(ScenarioRun run, CancellationToken cancellationToken) => Task.WhenAll(
        Enumerable.Range(0, Servers).Select(number => KillAsync(run, number, run.Kills(Kills) / Servers, cancellationToken)));

    private static async Task KillAsync(ScenarioRun run, int number, int kills, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        string[] topics = [.. Enumerable.Range(0, Topics).Select(topic => $"campaign{number}:{topic}")];
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        await using var load = new Workload(run, () => server.Address);
        load.Publish(4, new PublishOptions { Topics = topics, MaxBatch = 60 });
        load.Publish(2, new PublishOptions { Topics = topics, MaxBatch = 60, IsIdempotent = true });
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
