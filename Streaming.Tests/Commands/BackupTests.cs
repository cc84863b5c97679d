using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that a backup of a busy server has everything acknowledged before it, and that a restore loses nothing of it.</summary>
[Trait("Category", "Slow")]
public sealed class BackupTests : TestsWithBackups
{
    private const string Topic = "news";

    [Fact]
    public async Task A_backup_of_a_busy_server_has_all_that_was_acknowledged_before_it()
    {
        var before = 0;
        await using (var server = await StartAsync())
        {
            var acknowledged = 0;
            using var stop = new CancellationTokenSource();
            var writing = WriteAsync(server, () => acknowledged++, stop.Token);
            await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref acknowledged)), count => count > 50);
            before = Volatile.Read(ref acknowledged);
            (await RunAsync("backup", Backup)).Succeeded().Output.Should().Contain($" MiB of {Database}, checked");
            await stop.CancelAsync();
            await writing;
            Volatile.Read(ref acknowledged).Should().BeGreaterThan(before, "the server accepts messages during a backup");
        }

        Directory.EnumerateFiles(Backups.Path).Should().Equal(Backup);
        using var restored = new TemporaryFolder();
        var target = Path.Combine(restored.Path, "streaming.db");
        (await RunOnAsync(target, "restore", Backup)).Succeeded();
        await using var second = await ServerProcess.StartAsync(restored, TestStore.SqliteArgument);
        var data = (await HistoryAsync(second)).ToList();
        data.Should().HaveCountGreaterThanOrEqualTo(before);
        data.Should().Equal(Enumerable.Range(0, data.Count));
    }

    [Fact]
    public async Task Files_of_jobs_are_part_of_a_backup()
    {
        string job;
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync(Topic, "1");
            job = (await CommandRun.RunAsync("jobs", "enqueue", "export", $$"""{"topics":"{{Topic}}","format":"csv"}""", "--server",
                server.Address.ToString())).Succeeded().Output.Trim();
            (await server.Client.GetAsync(new Uri($"/jobs/{job}/result?wait=30s", UriKind.Relative)).OrTimeout()).EnsureSuccessStatusCode();
            (await RunAsync("backup", Backup)).Succeeded().Output.Should().Contain("1 files of jobs");
        }

        using var restored = new TemporaryFolder();
        (await RunOnAsync(Path.Combine(restored.Path, "streaming.db"), "restore", Backup)).Succeeded().Output.Should()
            .Contain("1 files of jobs");
        await using var second = await ServerProcess.StartAsync(restored, TestStore.SqliteArgument);
        (await second.Client.GetStringAsync(new Uri($"/jobs/{job}/result", UriKind.Relative)).OrTimeout()).Should().Contain(Topic);
    }

    [Fact]
    public async Task A_restore_refuses_a_running_server_an_existing_database_and_a_damaged_backup()
    {
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync(Topic, "0");
            (await RunAsync("backup", Backup)).Succeeded();
            await server.Client.PublishAsync(Topic, "1");
            var running = await RunAsync("restore", Backup, "--replace");
            running.Code.Should().Be(1);
            running.Error.Should().Contain("is in use");
            (await HistoryAsync(server)).Should().Equal(0, 1);
        }

        (await RunAsync("restore", Backup)).Error.Should().Contain("exists; give --replace");
        var damaged = Path.Combine(Backups.Path, "damaged.db");
        var bytes = await File.ReadAllBytesAsync(Backup);
        Array.Fill<byte>(bytes, 7, 20_000, 30_000);
        await File.WriteAllBytesAsync(damaged, bytes);
        (await RunAsync("restore", damaged, "--replace")).Error.Should().Contain("damaged");
        (await RunAsync("restore", Path.Combine(Backups.Path, "none.db"), "--replace")).Error.Should().Contain("There is no file");

        (await RunAsync("restore", Backup, "--replace")).Succeeded().Output.Should().Contain("-replaced: the replaced database");
        await using var restarted = await StartAsync();
        (await HistoryAsync(restarted)).Should().Equal(0);
    }

    [Fact]
    public async Task A_database_that_a_restore_has_replaced_is_kept_by_the_next_restore()
    {
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync(Topic, "0");
            (await RunAsync("backup", Backup)).Succeeded();
            await server.Client.PublishAsync(Topic, "1");
        }

        (await RunAsync("restore", Backup, "--replace")).Succeeded();
        (await RunAsync("restore", Backup, "--replace")).Succeeded().Output.Should().Contain("-replaced-2: the replaced database");

        File.Move($"{Database}-replaced", Database, overwrite: true);
        await using var restarted = await StartAsync();
        (await HistoryAsync(restarted)).Should().Equal(0, 1);
    }

    [Fact]
    public async Task With_new_epochs_a_later_position_leads_to_a_gap_and_never_to_another_message()
    {
        string later;
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync(Topic, "0");
            (await RunAsync("backup", Backup)).Succeeded();
            later = (await CommandRun.RunAsync("publish", Topic, "1", "--server", server.Address.ToString())).Succeeded().Output.Trim();
        }

        (await RunAsync("restore", Backup, "--replace", "--new-epochs")).Succeeded().Error.Should().BeEmpty();
        await using var restarted = await StartAsync();
        await restarted.Client.PublishAsync(Topic, "2");
        await restarted.Client.PublishAsync(Topic, "3");
        var end = await CommandRun.RunAsync("follow", Topic, "--after", later, "--count", "3", "--server", restarted.Address.ToString());
        end.Succeeded().Lines.Should().Equal("0", "2", "3");
        end.Error.Should().Contain("Messages are missing");
    }

    [Fact]
    public async Task A_damaged_database_can_be_replaced()
    {
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync(Topic, "0");
            (await RunAsync("backup", Backup)).Succeeded();
        }

        await File.WriteAllTextAsync(Database, string.Concat(Enumerable.Repeat("not a database", 1_000)));
        (await RunAsync("doctor")).Output.Should().MatchRegex("error +store +.*damaged");
        (await RunAsync("restore", Backup, "--replace")).Succeeded();
        await using var restarted = await StartAsync();
        (await HistoryAsync(restarted)).Should().Equal(0);
    }

    [Fact]
    public async Task A_backup_replaces_no_file_and_needs_a_database()
    {
        (await RunAsync("backup", Backup)).Error.Should().Contain("There is no database");
        await File.WriteAllTextAsync(Database, "x");
        await File.WriteAllTextAsync(Backup, "x");
        (await RunAsync("backup", Backup)).Error.Should().Contain("exists; give another file, or --replace");
        (await CommandRun.RunAsync("backup", Backup, "--Storage:Provider", "postgresql", "--contentRoot", Folder.Path)).Error.Should()
            .Contain("pg_dump");
    }

    private static async Task WriteAsync(ServerProcess server, Action acknowledged, CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            using var response = await server.Client.PostAsync(new Uri($"/topics/{Topic}/messages", UriKind.Relative),
                new StringContent(i.ToString(CultureInfo.InvariantCulture)), CancellationToken.None).OrTimeout();
            if (response.IsSuccessStatusCode)
                acknowledged();
            else
                i--;
        }
    }

    private static async Task<IEnumerable<int>> HistoryAsync(ServerProcess server) =>
        (await CommandRun.RunAsync("history", Topic, "--server", server.Address.ToString())).Succeeded().Lines
            .Select(line => int.Parse((string)JsonNode.Parse(line)!["data"]!, CultureInfo.InvariantCulture));
}
