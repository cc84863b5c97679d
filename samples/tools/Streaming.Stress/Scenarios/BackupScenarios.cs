using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>A scenario in which backups are made while the server publishes and is killed, and in which some backups are killed.</summary>
internal static class BackupScenarios
{
    private const int Backups = 6;

    private static readonly string[] s_topics = ["stress:a", "stress:b"];

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(KillSqliteScenarios.Family, "kill-sqlite-backup",
            "kill -9 of the server, and of some backups, while backups are made: a complete backup has all that was acknowledged before.",
            RunAsync),
    ];

    private static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        var folder = run.Servers.CreateFolder();
        await using var load = new Workload(run, () => server.Address);
        load.Publish(4, new PublishOptions { Topics = s_topics, MaxBatch = 20, Padding = 500 });
        for (var i = 0; i < run.Kills(Backups) && !run.IsOver(TimeSpan.FromMinutes(5)); i++)
        {
            await Task.Delay(random.Next(500, 1_500), cancellationToken);
            await BackUpAsync(run, server, Path.Combine(folder, FormattableString.Invariant($"{i}.db")), random, cancellationToken);
        }

        await load.EndAsync(server.Address, cancellationToken);
    }

    private static async Task BackUpAsync(
        ScenarioRun run, ServerProcess server, string file, Random random, CancellationToken cancellationToken)
    {
        var before = s_topics.ToDictionary(topic => topic, topic => run.Ledger.Of(topic).Newest, StringComparer.Ordinal);
        var output = new ProcessOutput();
        var backup = ProgramStart.Run(
            run.Servers.Program, server.Folder,
            ["backup", file, $"--Storage:Path={server.Database}", $"--contentRoot={server.Folder}"], output);
        if (random.Next(3) == 0)
        {
            await Task.Delay(random.Next(1_000), cancellationToken);
            backup.Kill();
            run.Result.Count("killed backups");
        }
        else if (random.Next(2) == 0)
        {
            await Task.Delay(random.Next(500), cancellationToken);
            await ProcessFaults.KillAsync(run, server, cancellationToken);
        }

        await backup.WaitForExitAsync(cancellationToken);
        StartedProcesses.Remove(backup.Id);
        if (backup.ExitCode == 0)
            await CheckAsync(run, file, before, cancellationToken);
        else
            run.Result.Check(Promises.Backup, !File.Exists(file), "no file of a backup that failed", $"a file; {output}");
    }

    private static async Task CheckAsync(
        ScenarioRun run, string file, Dictionary<string, long> before, CancellationToken cancellationToken)
    {
        run.Result.Count("complete backups");
        var folder = run.Servers.CreateFolder();
        File.Copy(file, Path.Combine(folder, "streaming.db"));
        await using var copy = await ServerProcess.StartAsync(run.Servers.Program, folder, new ServerOptions(), cancellationToken);
        foreach (var (topic, newest) in before)
        {
            var last = 0L;
            await foreach (var message in HistoryClient.ReadAsync(copy.Address, topic, after: null, cancellationToken))
            {
                var offset = message.Position.Offset;
                run.Result.Check(Promises.Contiguous, offset == last + 1, "no hole in a backup", "a hole", topic, offset);
                last = offset;
                run.Ledger.Of(topic).Seen("a backup", message.Position, message.Id);
            }

            run.Result.Check(Promises.Backup, last >= newest, $"messages up to offset {newest}", $"messages up to {last}", topic, newest);
        }
    }
}
