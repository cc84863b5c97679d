using System.Net;
using System.Security.Cryptography;
using Streaming.Server.Commands.Backup;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Postgresql;

/// <summary>A server's SQLite file is moved to PostgreSQL: what its clients notice, and when the move is refused.</summary>
[Trait("Category", "Slow")]
public sealed class MigrationTests : TestsWithPostgres, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "streaming.db");

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task A_reader_goes_on_at_its_position_on_the_other_store_and_misses_nothing()
    {
        string position;
        await using (var server = await StartSqliteAsync())
        {
            for (var i = 1; i <= 5; i++)
                await server.Client.PublishAsync("news", $"{i}");
            await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
            (await events.TakeAsync(2)).Select(each => each.Data).Should().Equal("1", "2");
            position = events.LastEventId;
        }

        await MigrationRun.RunAsync(File, Database.ConnectionString);

        await using var next = await TestServer.StartAsync(Database.Settings);
        await using var resumed = await EventStream.OpenAsync(next.Client, "/topics/news/events", position);
        (await resumed.TakeAsync(3)).Select(each => (each.Type, each.Data)).Should()
            .Equal(("message", "3"), ("message", "4"), ("message", "5"));
        await next.Client.PublishAsync("news", "6");
        (await resumed.NextAsync())!.Data.Should().Be("6");
        resumed.LastEventId.Should().Be(Positions.At(position, 6));
    }

    [PostgresFact]
    public async Task A_position_of_a_file_that_was_restored_with_new_epochs_stays_valid()
    {
        await using (var server = await StartSqliteAsync())
            await server.Client.PublishAsync("news", "1");
        NewEpochs.Write(File);
        string position;
        await using (var restored = await StartSqliteAsync())
        {
            position = (await restored.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString()!;
            await restored.Client.PublishAsync("news", "2");
        }

        await MigrationRun.RunAsync(File, Database.ConnectionString);

        await using var next = await TestServer.StartAsync(Database.Settings);
        await using var resumed = await EventStream.OpenAsync(next.Client, "/topics/news/events", position);
        (await resumed.NextAsync())!.Should().Match<EventStream.Event>(each => each.Type == "message" && each.Data == "2");
        await next.Client.PublishAsync("news", "3");
        (await resumed.NextAsync())!.Data.Should().Be("3");
        resumed.LastEventId.Should().Be(Positions.At(position, 3));
    }

    [PostgresFact]
    public async Task All_that_the_server_answers_stays_the_same()
    {
        string[] paths;
        List<string> before;
        string published;
        await using (var server = await StartSqliteAsync())
        {
            var client = server.Client;
            published = await client.PublishKeyedAsync("news", "keyed", "k1");
            var export = await client.EnqueueAsync("export", """{"topics":"news"}""");
            await client.EndAsync(export);
            var webhook = (await client.PostForAsync("/webhooks", """{"url":"https://example.com/x","topics":["other"]}""",
                HttpStatusCode.Created)).GetProperty("id").GetString();
            paths =
            [
                "/topics", "/topics/news", "/topics/news/messages", $"/topics/job:{export}/messages", $"/jobs/{export}",
                $"/jobs/{export}/result", "/jobs", "/schedules", "/webhooks", $"/webhooks/{webhook}", $"/webhooks/{webhook}/deliveries",
            ];
            // The audit trail is written after the response; the new webhook is its only record.
            await Eventually.BecomesAsync(
                () => client.GetStringAsync(new Uri("/topics", UriKind.Relative)), topics => topics.Contains("audit:log"));
            before = await AnswersAsync(client, paths);
        }

        await MigrationRun.RunAsync(File, Database.ConnectionString);

        await using var next = await TestServer.StartAsync(Database.Settings);
        (await AnswersAsync(next.Client, paths)).Should().Equal(before);
        (await next.Client.PublishKeyedAsync("news", "keyed", "k1")).Should().Be(published, "the key of the first publish is known");
    }

    [PostgresFact]
    public async Task The_file_of_a_killed_server_is_read_with_its_log_and_not_changed()
    {
        await using (var server = await ServerProcess.StartAsync(_folder, TestStore.SqliteArgument))
        {
            await server.Client.PublishAsync("news", "acknowledged");
            await server.KillAsync();
        }

        var before = Hashes();
        before.Should().ContainKey("streaming.db-wal");

        (await MigrationRun.RunAsync(File, Database.ConnectionString)).Should().Contain("1 messages").And.Contain("The file is unchanged");

        Hashes().Should().Equal(before);
    }

    [PostgresFact]
    public async Task A_file_in_use_is_refused()
    {
        await using var server = await StartSqliteAsync();
        await server.Client.PublishAsync("news", "1");

        (await RefusalAsync()).Should().Contain(File).And.Contain("is in use");

        (await server.Client.PublishAsync("news", "2")).GetProperty("count").GetInt64().Should().Be(1, "the server is not disturbed");
    }

    [PostgresFact]
    public async Task A_database_that_a_node_uses_is_refused_even_with_replace()
    {
        await (await StartSqliteAsync()).DisposeAsync();
        await using var node = await TestServer.StartAsync(Database.Settings);
        (await node.Client.GetJsonAsync("/nodes")).GetArrayLength().Should().Be(1);

        (await RefusalAsync(isReplacing: true)).Should().Contain("is in use by a node");
    }

    [PostgresFact]
    public async Task A_database_that_is_not_empty_is_refused_unless_it_is_replaced()
    {
        await using (var server = await StartSqliteAsync())
            await server.Client.PublishAsync("news", "of the file");
        await using (var node = await TestServer.StartAsync(Database.Settings))
            await node.Client.PublishAsync("old", "of the database");

        (await RefusalAsync()).Should().Contain("is not empty").And.Contain("--replace");
        await MigrationRun.RunAsync(File, Database.ConnectionString, isReplacing: true);

        (await MigratedRows.PostgresqlAsync(Database.ConnectionString, "topics", "name")).Should().Contain("news").And.NotContain("old");
    }

    [PostgresFact]
    public async Task A_database_that_has_only_a_request_for_a_job_is_not_empty()
    {
        await (await StartSqliteAsync()).DisposeAsync();
        await Database.RunAsync("""
            INSERT INTO streaming.job_requests (id, type, priority, created, due, attempts, time_limit, arguments, single)
            VALUES ('j', 'work', 5, 0, 0, 3, 0, '{}', false)
            """);

        (await RefusalAsync()).Should().Contain("is not empty");
    }

    [PostgresFact]
    public async Task A_migration_that_is_cancelled_leaves_the_database_empty_and_can_be_repeated()
    {
        await using (var server = await StartSqliteAsync())
            await server.Client.PublishAsync("news", "1");
        // All messages are copied, and other tables are not yet.
        await using var output = new CancellingOutput(" messages");

        var migrate = () => MigrationRun.RunAsync(File, Database.ConnectionString, isReplacing: false, output, output.Cancelled);
        await migrate.Should().ThrowAsync<OperationCanceledException>();
        output.ToString().Should().Contain("1 messages").And.NotContain(" jobs").And.NotContain("Done");
        foreach (var table in (string[])["topics", "messages"])
            (await Database.CountAsync($"SELECT count(*) FROM streaming.{table}")).Should().Be(0);

        await MigrationRun.RunAsync(File, Database.ConnectionString);
    }

    [PostgresFact]
    public async Task A_damaged_file_is_refused_after_the_copy_began_and_the_database_stays_empty()
    {
        await using (var server = await StartSqliteAsync())
            await server.Client.PublishAsync("news", "1");
        await RunOnFileAsync("UPDATE topics SET newest = 3 WHERE name = 'news'");

        (await RefusalAsync()).Should().Contain("damaged");

        (await MigratedRows.PostgresqlAsync(Database.ConnectionString, "topics", "name")).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_wrong_file_is_refused_in_one_sentence()
    {
        (await RefusalAsync()).Should().Contain(File).And.Contain("does not exist");
        await System.IO.File.WriteAllTextAsync(File, string.Concat(Enumerable.Repeat("this is not a database ", 1_000)));
        (await RefusalAsync()).Should().Contain("not an SQLite database");
        System.IO.File.Delete(File);
        await RunOnFileAsync("CREATE TABLE other (a)");
        (await RefusalAsync()).Should().Contain("not that of a streaming server");
        System.IO.File.Delete(File);
        await (await StartSqliteAsync()).DisposeAsync();
        await RunOnFileAsync(
            "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('Streaming.Server.Sqlite.Schema.999-future.sql', '')");
        (await RefusalAsync()).Should().Contain("newer schema");
        await RunOnFileAsync("DELETE FROM SchemaVersions WHERE ScriptName LIKE '%999%' OR ScriptName LIKE '%006-%'");
        (await RefusalAsync()).Should().Contain("earlier version").And.Contain("Start this version");
    }

    [PostgresFact]
    public async Task The_command_migrates_without_a_server_and_reports_by_its_exit_code()
    {
        await using (var server = await StartSqliteAsync())
            await server.Client.PublishAsync("news", "1");
        string[] destination = ["--ConnectionStrings:Streaming", Database.ConnectionString];

        var (done, said) = await CommandAsync(["migrate", "--from", "streaming.db", .. destination]);
        done.Should().Be(0, said);
        said.Should().Contain("1 messages").And.Contain("Done in").And.NotContain("Now listening");

        (await CommandAsync(["migrate", "--from", "streaming.db", .. destination])).Should().Match<(int Code, string Output)>(
            end => end.Code == 1 && end.Output.Contains("The migration failed.") && end.Output.Contains("is not empty"));
        (await CommandAsync(["migrate", .. destination])).Output.Should().Contain("The SQLite file is missing");
        (await CommandAsync(["migrate", "streaming.db", .. destination])).Output.Should().Contain("Unknown argument 'streaming.db'");
        (await CommandAsync(["migrate", "--from", "streaming.db"])).Output.Should().Contain("ConnectionStrings:Streaming");
        (await CommandAsync(["migrate", "--help"])).Should().Match<(int Code, string Output)>(
            end => end.Code == 0 && end.Output.Contains("--replace"));
    }

    [PostgresFact]
    public async Task The_files_of_a_backup_are_copied_and_missing_files_are_reported()
    {
        string path;
        await using (var server = await StartSqliteAsync())
        {
            await server.Client.PublishAsync("news", "1");
            var export = await server.Client.EnqueueAsync("export", """{"topics":"news"}""");
            await server.Client.EndAsync(export);
            path = $"/jobs/{export}/result";
        }

        Directory.Move(Path.Combine(_folder.Path, "files"), File + "-files");

        (await MigrationRun.RunAsync(File, Database.ConnectionString)).Should().Contain("0 files of jobs").And.Contain(
            $"1 results of jobs are files that do not exist in '{Path.Combine(_folder.Path, "files")}'");
        var (code, said) = await CommandAsync(
            ["migrate", "--from", "streaming.db", "--replace", "--ConnectionStrings:Streaming", Database.ConnectionString]);

        code.Should().Be(0, said);
        said.Should().Contain("1 files of jobs").And.NotContain("do not exist");
        await using var next = await TestServer.StartAsync(Database.Settings);
        (await next.Client.GetStringAsync(new Uri(path, UriKind.Relative)).OrTimeout()).Should().Contain("news");
    }

    private Task<TestServer> StartSqliteAsync() =>
        TestServer.StartAsync(configure: null, _folder, ("Storage:Provider", "sqlite"), ("Storage:Path", File));

    private static async Task<List<string>> AnswersAsync(HttpClient client, string[] paths)
    {
        var answers = new List<string>();
        foreach (var path in paths)
            answers.Add($"{path}: {await client.GetStringAsync(new Uri(path, UriKind.Relative)).OrTimeout()}");
        return answers;
    }

    private async Task<string> RefusalAsync(bool isReplacing = false) =>
        (await ((Func<Task>)(() => MigrationRun.RunAsync(File, Database.ConnectionString, isReplacing))).Should()
            .ThrowAsync<Streaming.Server.Core.Configuration.StartException>()).Which.Message;

    private async Task<(int Code, string Output)> CommandAsync(string[] args)
    {
        await using var process = new DotnetProcess(_folder, args, _ => { }, _ => { });
        return (await process.EndAsync(), process.Output);
    }

    private Dictionary<string, string> Hashes() => Directory.GetFiles(_folder.Path, "streaming.db*")
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file))));

    private async Task RunOnFileAsync(string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
