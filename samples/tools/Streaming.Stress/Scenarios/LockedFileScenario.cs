using Microsoft.Data.Sqlite;
using Streaming.Stress.Clients;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Locks the database of a server for writing, as another program with an open transaction does.</summary>
internal static class LockedFileScenario
{
    // The server waits 30 s for a lock.
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(36);

    private static readonly string[] s_topics = ["locked"];

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var load = new Workload(run, () => server.Address);
        load.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 4 });
        load.Publish(1, new PublishOptions { Topics = s_topics, IsIdempotent = true });
        load.Read(1, new SseTransport(hasSeveralTopics: false), s_topics);
        for (var round = 0; round < run.Kills(4); round++)
        {
            await Task.Delay(random.Next(500), cancellationToken);
            await LockAsync(server.Database, round == 0 ? s_long : TimeSpan.FromMilliseconds(random.Next(200, 4_000)), cancellationToken);
            run.Result.Count("locks");
            var goal = run.Ledger.AcknowledgedMessages + 10;
            var recovers = await ScenarioRun.BecomesAsync(
                () => Task.FromResult(run.Ledger.AcknowledgedMessages >= goal), TimeSpan.FromSeconds(60), cancellationToken);
            run.Result.Check(FaultPromises.Recovers, recovers, "ten messages more after the lock", "no messages", s_topics[0]);
        }

        await load.EndAsync(server.Address, cancellationToken);
    }

    private static async Task LockAsync(string database, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = database, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction();
        await Task.Delay(time, cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
    }
}
