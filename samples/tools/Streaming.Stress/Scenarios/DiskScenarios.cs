using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Faults.Interposer;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios in which the disk under the database fails, is full, is read-only, or loses what was not synced.</summary>
internal static class DiskScenarios
{
    private const string Family = "disk";
    private const int Rounds = 12;

    private static readonly PublishOptions s_load = new()
    {
        Topics = ["disk-a", "disk-b"],
        MaxBatch = 4,
        Padding = 300,
        Pause = TimeSpan.FromMilliseconds(1),
    };

    public static IReadOnlyList<IScenario> All { get; } =
    [
        Row("disk-write-error", "The n-th write to the database fails with EIO: the publish is refused, nothing acknowledged is lost.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.FailWrites(random.Next(60), random.Next(1, 6)), token)),
        Row("disk-write-dead", "All writes fail with EIO for a second: publishes are refused, and the server is ready again afterwards.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.FailWrites(random.Next(20)), token)),
        Row("disk-sync-error", "The n-th fsync fails with EIO: the outcome is unknown, and the message is stored once or never.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.FailSyncs(random.Next(30), random.Next(1, 4)), token)),
        Row("disk-sync-dead", "All fsync calls fail for a second: no publish is acknowledged, and the server is ready again afterwards.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.FailSyncs(random.Next(10)), token)),
        Row("disk-full", "The disk is full after n bytes and is freed again: refused messages are not stored, acknowledged ones are kept.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.LimitDisk(random.Next(200_000)), token)),
        Row("disk-short-writes", "Each write accepts only a part of its bytes: SQLite writes the rest, and nothing is refused or lost.",
            (run, token) => ErrorsAsync(run, (faults, random) => faults.ShortenWrites(random.Next(16, 4_096)), token)),
        Row("disk-error-kill", "The server is killed (kill -9) while writes and syncs fail: nothing acknowledged is lost.",
            KillsAsync),
        Row("disk-full-start", "The server starts on a full disk, or ends with a sentence; when the disk is freed, nothing is missing.",
            (run, token) => StartsAsync(run, faults => faults.LimitDisk(0), token)),
        Row("disk-read-only-start", "The server starts on read-only files: it ends with a sentence that names the file; nothing is lost.",
            (run, token) => StartsAsync(run, faults => faults.ForbidWrites(), token)),
        Row("disk-read-only", "The files become read-only while the server runs: publishes are refused, history is read, and it recovers.",
            (run, token) => ErrorsAsync(run, (faults, _) => faults.ForbidWrites(), token)),
        Row("disk-full-emptied", "A full disk is emptied with DELETE /topics/{topic}/messages, with the space of the reserve file.",
            FullDiskScenario.RunAsync),
        Row("disk-power-cut", "The power is cut: each write that was not synced is undone. Nothing acknowledged is lost.",
            PowerCutsAsync),
        new Scenario(Family, "disk-locked",
            "Another process locks the database, shorter and longer than the server waits: publishes wait or are refused.",
            LockedFileScenario.RunAsync),
    ];

    private static Scenario Row(string name, string checks, Func<ScenarioRun, CancellationToken, Task> run) =>
        new(Family, name, checks, run) { Missing = FaultLibrary.Missing() };

    private static async Task ErrorsAsync(ScenarioRun run, Action<FaultControl, Random> fail, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(Rounds); round++)
        {
            await server.AcknowledgesAsync(random.Next(1, 100), cancellationToken);
            fail(server.Faults, random);
            run.Result.Count("rounds");
            await Task.Delay(random.Next(100, 1_000), cancellationToken);
            await CheckReadAsync(run, server, cancellationToken);
            await server.MendAsync(cancellationToken);
        }

        await server.CheckAsync(cancellationToken);
    }

    private static async Task CheckReadAsync(ScenarioRun run, FaultyServer server, CancellationToken cancellationToken)
    {
        using var history = await server.Http.GetAsync(server.Uri("/topics/disk-a/messages?limit=10"), cancellationToken);
        run.Result.Check(FaultPromises.Reads, history.IsSuccessStatusCode, "OK", $"{history.StatusCode}", "disk-a");
    }

    private static async Task KillsAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(Rounds); round++)
        {
            await server.AcknowledgesAsync(random.Next(1, 100), cancellationToken);
            if (round % 2 == 0)
                server.Faults.FailSyncs(random.Next(10));
            else
                server.Faults.FailWrites(random.Next(30));
            await Task.Delay(random.Next(20, 400), cancellationToken);
            await server.Server.KillAsync();
            run.Result.Count("kills");
            server.Faults.Mend();
            await server.Server.StartAsync(cancellationToken);
            run.Result.Held(Promises.Ready);
        }

        await server.CheckAsync(cancellationToken);
    }

    private static async Task PowerCutsAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: true, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(Rounds); round++)
        {
            // Some rounds are long enough for a checkpoint, which copies the write-ahead log into the database file.
            await server.AcknowledgesAsync(random.Next(1, round % 3 == 0 ? 2_000 : 200), cancellationToken);
            await server.CutPowerAsync();
            run.Result.Count("kills");
            await server.Server.StartAsync(cancellationToken);
            run.Result.Held(FaultPromises.PowerCut);
        }

        await server.CheckAsync(cancellationToken);
    }

    private static async Task StartsAsync(ScenarioRun run, Action<FaultControl> fail, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        var random = run.NewRandom();
        server.StartClients(s_load);
        for (var round = 0; round < run.Kills(4); round++)
        {
            await server.AcknowledgesAsync(random.Next(50, 500), cancellationToken);
            fail(server.Faults);
            await server.Server.KillAsync();
            run.Result.Count("kills");
            server.Server.Begin();
            await StartOutcome.CheckAsync(run, server, cancellationToken);
            server.Faults.Mend();
            if (!server.Server.IsRunning)
                await server.Server.StartAsync(cancellationToken);
            await server.MendAsync(cancellationToken);
        }

        await server.CheckAsync(cancellationToken);
    }
}
