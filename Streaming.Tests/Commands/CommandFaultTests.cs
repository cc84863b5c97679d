using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that a command which fails leaves everything as it was, and says what is wrong.</summary>
[Trait("Category", "Slow")]
public sealed class CommandFaultTests : TestsWithBackups
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backup_whose_files_of_jobs_cannot_be_copied_changes_nothing(bool isReplacing)
    {
        await PublishAsync("1");
        await File.WriteAllTextAsync(FileOfJob("a"), "the first");
        if (isReplacing)
            (await RunAsync("backup", Backup)).Succeeded();
        await PublishAsync("2");
        await File.WriteAllTextAsync(FileOfJob("b"), "the second");
        var before = isReplacing ? await File.ReadAllBytesAsync(Backup) : null;
        // No file can have the name of a folder.
        Directory.CreateDirectory(Path.Combine(Backup + "-files", "b.part", "x"));

        var end = await RunAsync("backup", Backup, "--replace");

        end.Code.Should().Be(1);
        File.Exists(Backup).Should().Be(isReplacing);
        if (isReplacing)
            (await File.ReadAllBytesAsync(Backup)).Should().Equal(before);
        File.Exists(Path.Combine(Backup + "-files", "a")).Should().Be(isReplacing);
    }

    [Fact]
    public async Task A_restore_whose_files_of_jobs_cannot_be_copied_changes_nothing()
    {
        await PublishAsync("1");
        await File.WriteAllTextAsync(FileOfJob("a"), "the first");
        (await RunAsync("backup", Backup)).Succeeded();
        File.Delete(FileOfJob("a"));
        Directory.CreateDirectory(Path.Combine(Folder.Path, "files", "a.part", "x"));
        await PublishAsync("2");

        (await RunAsync("restore", Backup, "--replace")).Code.Should().Be(1);

        await using var server = await StartAsync();
        (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString())).Succeeded().Lines.Should().HaveCount(2);
        Directory.EnumerateFiles(Folder.Path).Should().NotContain(file => file.Contains("-replaced"));
    }

    [NeedsFact("mkfifo")]
    public async Task A_pipe_is_not_replaced_by_a_file()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "1");
        var pipe = Path.Combine(Backups.Path, "pipe");
        await KeptProgram.RunAsync("mkfifo", pipe);

        (await RunAsync("backup", pipe, "--replace")).Error.Should().Contain($"'{pipe}' is a device or a pipe");
        (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString(), "--output", pipe)).Error.Should()
            .Contain($"'{pipe}' is a device or a pipe");

        FileIdentity.IsRegular(FileIdentity.Encode(pipe)).Should().BeFalse();
    }

    [Fact]
    public async Task A_link_stays_and_its_target_is_written()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "1");
        var link = Path.Combine(Backups.Path, "link");
        File.CreateSymbolicLink(link, Backup);

        (await RunAsync("backup", link)).Succeeded();
        (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString(), "--output", link + "2")).Succeeded();
        File.CreateSymbolicLink(link + "3", link + "2");
        // A program displays the file.
        await using (new FileStream(link + "2", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString(), "--output", link + "3")).Succeeded();

        new FileInfo(link).LinkTarget.Should().Be(Backup);
        new FileInfo(Backup).Length.Should().BeGreaterThan(1_000);
        new FileInfo(link + "3").LinkTarget.Should().Be(link + "2");
    }

    [Fact]
    public async Task A_restored_database_is_put_in_the_place_of_the_target_of_a_link()
    {
        await PublishAsync("1");
        (await RunAsync("backup", Backup)).Succeeded();
        await PublishAsync("2");
        var target = Path.Combine(Backups.Path, "elsewhere.db");
        File.Move(Database, target);
        File.CreateSymbolicLink(Database, target);

        (await RunAsync("restore", Backup, "--replace")).Succeeded();

        new FileInfo(Database).LinkTarget.Should().Be(target);
        File.Exists(target + "-replaced").Should().BeTrue();
        await using var server = await StartAsync();
        (await CommandRun.RunAsync("history", "news", "--server", server.Address.ToString())).Succeeded().Lines.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_damaged_database_is_named_by_a_backup_in_one_sentence()
    {
        await DamagedDatabase.CreateAsync(await StartAsync(), Database);

        var end = await RunAsync("backup", Backup);

        end.Code.Should().Be(1);
        end.Error.Should().Contain($"'{Database}' is damaged").And.NotContain(Backup);
        end.Error.Trim().Should().NotContain("\n");
        File.Exists(Backup).Should().BeFalse();
    }

    [Fact]
    public async Task Doctor_reports_aFolder_in_the_place_of_the_database()
    {
        Directory.CreateDirectory(Database);
        (await RunAsync("doctor")).Output.Should().MatchRegex($"error +store +'{Database}' is a folder");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task History_says_that_messages_after_its_position_are_missing(string format)
    {
        await using var server = await StartAsync();
        for (var number = 1; number <= 5; number++)
            await server.Client.PublishAsync("news", $"{number}");
        var newest = (await server.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString()!;
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={Positions.At(newest, 4)}").OrTimeout();

        var end = await ReadAsync(Positions.At(newest, 1));
        end.Error.Should().StartWith("Messages are missing after the position of --after, or come again: {");
        (await ReadAsync(Positions.At(newest, 4))).Error.Should().BeEmpty();

        async Task<CommandEnd> ReadAsync(string after) => (await CommandRun.RunAsync(
            "history", "news", "--server", server.Address.ToString(), "--format", format, "--after", after)).Succeeded();
    }

    private string FileOfJob(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder.Path, "files"));
        return Path.Combine(folder.FullName, name);
    }

    private async Task PublishAsync(string data)
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", data);
    }
}
