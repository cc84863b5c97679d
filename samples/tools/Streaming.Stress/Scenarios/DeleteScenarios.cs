using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios in which a server with an SQLite file is killed while messages and topics are deleted, or a backup is made.</summary>
internal static class DeleteScenarios
{
    private const int Kills = 8;
    private const int Kept = 500;

    private static readonly string[] s_topics = ["stress:a", "stress:b", "stress:c"];

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(KillSqliteScenarios.Family, "kill-sqlite-trim",
            "kill -9 while messages before a position are deleted: a confirmed deletion stays, and nothing else is deleted.",
            (run, ct) => RunAsync(run, new ServerOptions(), TrimAsync, ct)),
        new Scenario(KillSqliteScenarios.Family, "kill-sqlite-delete",
            "kill -9 while topics are created, deleted and begun again: a deleted topic and its positions do not come back.",
            (run, ct) => RunAsync(run, new ServerOptions().With(("Access:Limits:NewTopicsPerMinute", "100000")), DeleteAsync, ct)),
        new Scenario(KillSqliteScenarios.Family, "kill-sqlite-retention",
            "kill -9 while a policy (MaxMessages) deletes old messages: the newest ones are kept, without holes; readers get gaps.",
            RetentionAsync),
    ];

    private static Task RetentionAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        foreach (var topic in s_topics)
            run.Ledger.Of(topic).KeepsNewest(Kept);
        var options = new ServerOptions().With(("Topics:RetentionInterval", "1s"), ("Topics:Policies:0:Match", "stress:*"),
            ("Topics:Policies:0:MaxMessages", FormattableString.Invariant($"{Kept}")));
        return RunAsync(run, options, (_, _, _, ct) => Task.Delay(100, ct), cancellationToken);
    }

    private static async Task RunAsync(
        ScenarioRun run, ServerOptions options, Func<ScenarioRun, ServerProcess, Random, CancellationToken, Task> delete,
        CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartSqliteAsync(options, cancellationToken);
        await using var load = new Workload(run, () => server.Address);
        load.Publish(4, new PublishOptions { Topics = s_topics, MaxBatch = 20 });
        load.Read(2, new SseTransport(hasSeveralTopics: true), s_topics);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deleting = RepeatAsync(run, server, delete, stop.Token, cancellationToken);
        for (var i = 0; i < run.Kills(Kills) && !run.IsOver(TimeSpan.FromMinutes(5)); i++)
        {
            await Task.Delay(random.Next(200, 1_500), cancellationToken);
            await ProcessFaults.KillAsync(run, server, cancellationToken);
        }

        await stop.CancelAsync();
        await deleting;
        await load.EndAsync(server.Address, cancellationToken);
        var others = run.Ledger.Topics.Except(s_topics, StringComparer.Ordinal);
        await run.Ledger.CheckAsync(server.Address, others, cancellationToken);
    }

    private static async Task RepeatAsync(
        ScenarioRun run, ServerProcess server, Func<ScenarioRun, ServerProcess, Random, CancellationToken, Task> delete,
        CancellationToken stop, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        while (!stop.IsCancellationRequested)
        {
            await delete(run, server, random, cancellationToken);
            await Task.Delay(random.Next(5, 60), cancellationToken);
        }
    }

    private static async Task TrimAsync(ScenarioRun run, ServerProcess server, Random random, CancellationToken cancellationToken)
    {
        var topic = s_topics[random.Next(s_topics.Length)];
        if (run.Ledger.Of(topic).NewestPosition is not { } newest)
            return;
        var before = newest with { Offset = Math.Max(1, newest.Offset - random.Next(200)) };
        run.Ledger.Of(topic).Trimming(before.Offset);
        if (await TryDeleteAsync(server, $"/topics/{topic}/messages?before={before}", cancellationToken))
        {
            run.Ledger.Of(topic).Trimmed(before.Offset);
            run.Result.Count("trims");
        }
    }

    private static async Task DeleteAsync(ScenarioRun run, ServerProcess server, Random random, CancellationToken cancellationToken)
    {
        if (random.Next(4) == 0)
        {
            await SecondLife.CheckAsync(run, server, random, cancellationToken);
            return;
        }

        var topic = FormattableString.Invariant($"life:{run.Ledger.NextBatch(1).FirstId}");
        using var publisher = new Publisher(
            () => server.Address, run.Ledger, run.Result, new PublishOptions { Topics = [topic], MaxBatch = 30 }, random);
        await publisher.PublishAsync(topic, cancellationToken);
        run.Result.Count("topics");
        if (random.Next(3) == 0)
            return;
        run.Ledger.Of(topic).Deleting();
        if (await TryDeleteAsync(server, $"/topics/{topic}", cancellationToken))
        {
            run.Ledger.Of(topic).Deleted();
            run.Result.Count("deletes");
        }
    }

    private static async Task<bool> TryDeleteAsync(ServerProcess server, string path, CancellationToken cancellationToken)
    {
        using var connection = new HttpConnection(() => server.Address);
        try
        {
            var answer = await connection.SendAsync(
                "DELETE", path, "text/plain", ReadOnlyMemory<byte>.Empty, idempotencyKey: null, cancellationToken);
            return answer.Status is 200 or 204;
        }
        catch (Exception e) when (e is IOException or NotSentException)
        {
            return false;
        }
    }
}
