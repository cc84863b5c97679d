using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios in which a server with an SQLite file is killed at random moments of its work.</summary>
internal static class KillSqliteScenarios
{
    public const string Family = "kill-sqlite";

    private const int Kills = 10;

    private static readonly string[] s_topics = ["stress:a", "stress:b", "stress:c", "stress:d"];

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(Family, "kill-sqlite-publish",
            "kill -9 while single messages are published: no acknowledged message is lost, offsets have no holes, readers resume.",
            (run, ct) => KillAsync(run, new PublishOptions { Topics = s_topics }, ct)),
        new Scenario(Family, "kill-sqlite-batches",
            "kill -9 while arrays of up to 100 messages are published: each array is stored as a whole or not at all.",
            (run, ct) => KillAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 100 }, ct)),
        new Scenario(Family, "kill-sqlite-large",
            "kill -9 while arrays of messages of 8 KB are published, so that commits span many pages of the file.",
            (run, ct) => KillAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 20, Padding = 8_000 }, ct)),
        new Scenario(Family, "kill-sqlite-idempotent",
            "kill -9 while publishers repeat unanswered requests with the same Idempotency-Key: each message is stored once.",
            (run, ct) => KillAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 10, IsIdempotent = true }, ct)),
        new Scenario(Family, "kill-sqlite-start",
            "kill -9 while the server publishes, and again while it starts: it becomes ready, and nothing is lost.",
            (run, ct) => RunAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 10 },
                (server, random) => ProcessFaults.KillAtStartAsync(run, server, random, ct), ct)),
        new Scenario(Family, "kill-sqlite-terminate",
            "SIGTERM while messages are published: exit code 0, nothing acknowledged is lost, readers resume.",
            (run, ct) => RunAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 10 },
                (server, _) => ProcessFaults.TerminateAsync(run, server, ct), ct)),
        new Scenario(Family, "kill-sqlite-pause",
            "SIGSTOP and SIGCONT, then kill -9, while messages are published: nothing acknowledged is lost, readers resume.",
            (run, ct) => RunAsync(run, new PublishOptions { Topics = s_topics, MaxBatch = 10 },
                (server, random) => PauseAsync(run, server, random, ct), ct)),
    ];

    private static Task KillAsync(ScenarioRun run, PublishOptions options, CancellationToken cancellationToken) =>
        RunAsync(run, options, (server, _) => ProcessFaults.KillAsync(run, server, cancellationToken), cancellationToken);

    private static async Task PauseAsync(ScenarioRun run, ServerProcess server, Random random, CancellationToken cancellationToken)
    {
        await ProcessFaults.FreezeAsync(run, server, TimeSpan.FromMilliseconds(random.Next(50, 1_500)), cancellationToken);
        await Task.Delay(random.Next(50), cancellationToken);
        await ProcessFaults.KillAsync(run, server, cancellationToken);
    }

    private static async Task RunAsync(
        ScenarioRun run, PublishOptions options, Func<ServerProcess, Random, Task> fault, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        await using var load = new Workload(run, () => server.Address);
        load.Publish(8, options);
        load.Read(2, new SseTransport(hasSeveralTopics: true), s_topics);
        foreach (var topic in s_topics)
            load.Read(1, new SseTransport(hasSeveralTopics: false), topic);
        for (var i = 0; i < run.Kills(Kills) && !run.IsOver(TimeSpan.FromMinutes(5)); i++)
        {
            await Task.Delay(random.Next(100, 1_500), cancellationToken);
            await fault(server, random);
        }

        await load.EndAsync(server.Address, cancellationToken);
    }
}
