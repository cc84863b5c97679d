using Streaming.Server.Commands;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that no command writes over the files of the server or of another command, and that a backup is a finished one.</summary>
[Trait("Category", "Slow")]
public sealed class BackupTargetTests : TestsWithBackups
{
    [Theory]
    [InlineData("streaming.db")]
    [InlineData("streaming.db-wal")]
    [InlineData("streaming.db-shm")]
    [InlineData("streaming.db-journal")]
    [InlineData("streaming.db-reserve")]
    [InlineData("streaming.db.part")]
    public async Task A_backup_does_not_overwrite_the_files_of_its_database(string name)
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "0");
        var linked = Path.Combine(Backups.Path, "link");
        Directory.CreateSymbolicLink(linked, Folder.Path);

        foreach (var folder in (string[])[Folder.Path, linked])
        {
            var file = Path.Combine(folder, name);
            var end = await RunAsync("backup", file, "--replace");
            end.Code.Should().Be(1);
            end.Error.Should().Contain($"'{file}' belongs to the database of the server itself");
            (await RunAsync("restore", file, "--replace")).Code.Should().Be(1);
        }

        await server.Client.PublishAsync("news", "1");
        (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString())).Succeeded().Lines.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_database_whose_name_is_that_of_the_unfinished_backup_is_not_overwritten()
    {
        var database = Path.Combine(Folder.Path, "x.part");
        await File.WriteAllTextAsync(database, "kept");

        (await RunOnAsync(database, "backup", Path.Combine(Folder.Path, "x"))).Error.Should().Contain("belongs to the database");

        (await File.ReadAllTextAsync(database)).Should().Be("kept");
    }

    [Fact]
    public async Task Nothing_is_copied_into_theFolder_of_the_files_of_jobs()
    {
        await using var server = await StartAsync();
        var files = Path.Combine(Folder.Path, "files");
        foreach (var folder in (string[])[files, Path.Combine(files, "new")])
            (await RunAsync("backup", Backup, "--replace", "--files", folder)).Error.Should().Contain("in the folder of the server itself");
        (await RunAsync("backup", Path.Combine(files, "backup.db"))).Error.Should().Contain("in the folder of the server itself");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-reserve")]
    public async Task Neither_a_backup_nor_a_download_replaces_the_database_of_another_server(string end)
    {
        using var other = new TemporaryFolder();
        await using var server = await StartAsync();
        await using var second = await ServerProcess.StartAsync(
            other, TestStore.SqliteArgument, "--Storage:Path", Path.Combine(other.Path, "streaming.db"));
        await second.Client.PublishAsync("news", "0");
        var file = Path.Combine(other.Path, "streaming.db" + end);

        (await RunAsync("backup", file, "--replace")).Code.Should().Be(1);
        (await CommandRun.RunAsync("history", "news", "--server", second.Address.ToString(), "--output", file)).Code.Should().Be(1);

        await second.Client.PublishAsync("news", "1");
        (await CommandRun.RunAsync("history", "news", "--server", second.Address.ToString())).Succeeded().Lines.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("backup", "")]
    [InlineData("restore", "")]
    [InlineData("history", "news", "--output", "")]
    [InlineData("backup", "x.db", "--files", "")]
    public async Task An_empty_path_is_refused(params string[] args)
    {
        var end = args[0] == "history" ? await CommandRun.RunAsync(args) : await RunAsync(args);
        (end.Code, end.Error.Trim()).Should().Be((2, $"{(args.Length > 2 ? args[^2] : "FILE")} is empty; give a path."));
    }

    [Fact]
    public async Task Only_one_command_at_a_time_writes_a_file()
    {
        await using (var server = await StartAsync())
            await server.Client.PublishAsync("news", "0");
        await using (var first = UnfinishedFile.Create(Backup))
        {
            await first.Content.WriteAsync("the first"u8.ToArray());
            var second = await RunAsync("backup", Backup);
            second.Code.Should().Be(1);
            second.Error.Should().Contain($"Another command is writing '{Backup}'");
            first.Finish(replace: false);
        }

        (await File.ReadAllTextAsync(Backup)).Should().Be("the first");
        (await RunAsync("backup", Backup, "--replace")).Succeeded();
        await using (UnfinishedFile.Create(Database))
            (await RunAsync("restore", Backup, "--replace")).Error.Should().Contain($"Another command is writing '{Database}'");
        (await RunAsync("restore", Backup, "--replace")).Succeeded();
        Directory.EnumerateFiles(Backups.Path).Should().Equal(Backup);
    }

    [Fact]
    public async Task A_file_that_was_created_during_a_backup_is_kept()
    {
        await using (var unfinished = UnfinishedFile.Create(Backup))
        {
            await File.WriteAllTextAsync(Backup, "kept");
            unfinished.Invoking(file => file.Finish(replace: false)).Should().Throw<CommandException>().WithMessage("*created meanwhile*");
        }

        Directory.EnumerateFiles(Backups.Path).Should().Equal(Backup);
        (await File.ReadAllTextAsync(Backup)).Should().Be("kept");
    }

    [Fact]
    public async Task A_file_that_a_killed_command_has_left_is_used_again()
    {
        await using (var server = await StartAsync())
            await server.Client.PublishAsync("news", "0");
        await File.WriteAllTextAsync(Backup + UnfinishedFile.Suffix, new string('x', 1_000_000));
        await File.WriteAllTextAsync(Backup + UnfinishedFile.Suffix + "-journal", "of the killed command");

        (await RunAsync("backup", Backup)).Succeeded();

        Directory.EnumerateFiles(Backups.Path).Should().Equal(Backup);
    }

    [Fact]
    public async Task A_restore_refuses_a_database_that_is_in_use_or_has_a_log()
    {
        using var restored = new TemporaryFolder();
        var target = Path.Combine(restored.Path, "streaming.db");
        await using (var server = await StartAsync())
        {
            await server.Client.PublishAsync("news", "0");
            (await RunOnAsync(target, "restore", Database)).Error.Should().Contain("has a log beside it ('streaming.db-wal')")
                .And.Contain("backup COPY --Storage:Path");
            await server.KillAsync();
        }

        var link = Path.Combine(Backups.Path, "link.db");
        File.CreateSymbolicLink(link, Database);
        (await RunOnAsync(target, "restore", link)).Error.Should().Contain("has a log beside it");
        (await RunAsync("backup", Backup)).Succeeded();
        (await RunOnAsync(target, "restore", Backup)).Succeeded();
    }

    [Fact]
    public async Task A_fault_of_the_target_is_not_reported_as_one_of_the_database()
    {
        await using (var server = await StartAsync())
            await server.Client.PublishAsync("news", "0");
        var file = Path.Combine(Backups.Path, "file");
        await File.WriteAllTextAsync(file, "not a folder");

        var end = await RunAsync("backup", Path.Combine(file, "backup.db"));

        end.Code.Should().Be(1);
        end.Error.Should().Contain($"'{Path.Combine(file, "backup.db")}' cannot be written").And.NotContain(Database);
    }
}
