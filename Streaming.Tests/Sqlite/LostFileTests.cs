using System.Net;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests a database file that is deleted, moved or replaced while the server has it open.</summary>
[Trait("Category", "Slow")]
public sealed class LostFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Database => Path.Combine(Data, "streaming.db");

    public static TheoryData<string> Losses =>
        ["deleted", "moved", "replaced", "linked", "log deleted", "log's index deleted", "log replaced", "folder moved", "folder deleted"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task No_message_is_acknowledged_after_the_file_was_lost(string loss)
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "before");
        Lose(loss);

        var refusals = await server.Client.RefusalsAsync(StoreRequests.Writing);
        refusals.Should().AllSatisfy(
            sentence => sentence.Should().Contain("while the server had it open").And.Contain("restart the server"));
        (await server.Client.RefusalsAsync(StoreRequests.Reading)).Should()
            .AllSatisfy(sentence => sentence.Should().Contain("Nothing was stored or read"));
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
        using var live = await server.Client.GetAsync("/health/live").OrTimeout();
        live.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_loss_is_final_until_the_restart_even_if_the_file_comes_back()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "before");
        Lose("moved");
        await server.Client.RefusalsAsync(StoreRequests.Writing);
        File.Move(Database + ".moved", Database);

        await server.Client.RefusalsAsync(StoreRequests.Writing);
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_server_without_writes_notices_the_loss_by_itself()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "before");
        Lose("deleted");
        await Eventually.BecomesAsync(
            () => Task.FromResult(server.Logs.Entries.Any(entry => entry.Text.StartsWith("Lost the database", StringComparison.Ordinal))),
            found => found);
        await server.Client.RefusalsAsync(StoreRequests.Reading);
    }

    [Fact]
    public async Task A_transaction_of_the_application_is_rolled_back_if_the_file_is_lost()
    {
        await using var server = await StartAsync();
        var jobs = server.Get<TransactionalJobs>();
        using var connection = jobs.OpenConnection();
        using (var transaction = connection.BeginTransaction())
        {
            jobs.Enqueue(transaction, "retention", new { });
            Lose("deleted");
            FluentActions.Invoking(transaction.Commit).Should().Throw<SqliteException>();
        }

        FluentActions.Invoking(jobs.OpenConnection).Should().Throw<RefusalException>().WithMessage("*was deleted or moved*");
        File.Exists(Database).Should().BeFalse("opening the database again must not create an empty file");
    }

    [Fact]
    public async Task A_database_behind_a_symbolic_link_is_not_reported_as_lost()
    {
        var real = Directory.CreateDirectory(Path.Combine(_folder.Path, "real")).FullName;
        Directory.CreateDirectory(Data);
        File.CreateSymbolicLink(Database, Path.Combine(real, "streaming.db"));
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "one");
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.OK);
        File.Exists(Path.Combine(real, "streaming.db-wal")).Should().BeTrue();
    }

    private async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsync(configure: null, _folder, TestStore.Sqlite, ("Outbound:AllowedNetworks:0", "127.0.0.0/8"));
        foreach (var text in (string[])["Failed to append", "Failed to store", "Failed to write", "Failed to delete", "Health check log",
            "Lost the database", "Failed to read", "Failed to receive reports", "Failed to check the schedules", "Failed to start wakes",
            "could not be"])
            server.Logs.Expect(text);
        return server;
    }

    private void Lose(string loss)
    {
        switch (loss)
        {
            case "deleted":
                File.Delete(Database);
                break;
            case "moved":
                File.Move(Database, Database + ".moved");
                break;
            case "replaced":
                File.Copy(Database, Database + ".copy");
                File.Move(Database + ".copy", Database, overwrite: true);
                break;
            case "linked":
                File.Copy(Database, Database + ".copy");
                File.Delete(Database);
                File.CreateSymbolicLink(Database, Database + ".copy");
                break;
            case "log deleted":
                File.Delete(Database + "-wal");
                break;
            case "log's index deleted":
                File.Delete(Database + "-shm");
                break;
            case "log replaced":
                File.Delete(Database + "-wal");
                File.WriteAllBytes(Database + "-wal", []);
                break;
            case "folder moved":
                Directory.Move(Data, Data + ".moved");
                break;
            default:
                Directory.Delete(Data, recursive: true);
                break;
        }
    }
}
