using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The start of a server on PostgreSQL: what it checks, and the sentence with which it refuses.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlStartTests
{
    [PostgresFact]
    public async Task A_start_creates_the_schema_and_a_second_one_finds_it()
    {
        await using var database = await EmptyDatabaseAsync();
        await using (var first = PostgresDatabase.Open(database.ConnectionString))
            await first.StartAsync(CancellationToken.None).OrTimeout();
        await using var second = PostgresDatabase.Open(database.ConnectionString);
        await second.StartAsync(CancellationToken.None).OrTimeout();
        second.Generation.Should().Be(1);
    }

    [PostgresFact]
    public async Task Several_nodes_may_create_the_schema_at_once()
    {
        await using var database = await EmptyDatabaseAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => PostgresDatabase.Open(database.ConnectionString)).ToList();
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.StartAsync(CancellationToken.None)))).OrTimeout();

        var writers = await Task.WhenAll(nodes.Select(node => node.NewWriterAsync(CancellationToken.None))).OrTimeout();

        writers.Should().OnlyHaveUniqueItems();
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [PostgresFact]
    public async Task Two_processes_that_create_the_schema_at_once_both_start_and_share_their_topics()
    {
        await using var database = await EmptyDatabaseAsync();
        using var folder = new TemporaryFolder();
        string[] arguments = [.. database.Settings.SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value])];
        var servers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.StartAsync(folder, arguments)));
        await using var first = servers[0];
        await using var second = servers[1];

        await using var events = await EventStream.OpenAsync(second.Client, "/topics/news/events?after=earliest");
        await first.Client.PublishAsync("news", "from the other node");

        (await events.NextAsync())!.Data.Should().Be("from the other node");
    }

    [PostgresFact]
    public async Task A_newer_schema_is_refused_and_nothing_is_changed()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.RunAsync("INSERT INTO streaming.schema_versions (scriptname, applied) VALUES " +
            "('Streaming.Server.Postgresql.Schema.999-future.sql', now())");
        const string Applied = "SELECT count(*) FROM streaming.schema_versions";
        var before = await database.CountAsync(Applied);

        (await RefusalAsync(database.ConnectionString)).Should().Contain("newer schema").And.Contain("999-future.sql");
        (await database.CountAsync(Applied)).Should().Be(before);
    }

    [PostgresFact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var server = await PostgresServer.SharedAsync();
        (await RefusalAsync(server.ConnectionString("nowhere"))).Should().Contain("has no database 'nowhere'").And
            .Contain("ConnectionStrings:Streaming");
    }

    [Fact]
    public async Task A_server_that_does_not_run_is_named() =>
        (await RefusalAsync("Host=127.0.0.1;Port=1;Database=a;Username=b")).Should().Contain("127.0.0.1:1 cannot be reached").And
            .Contain("ConnectionStrings:Streaming");

    [Fact]
    public async Task A_missing_address_and_a_malformed_one_are_refused()
    {
        (await RefusalAsync(string.Empty)).Should().Contain("address of PostgreSQL is missing").And.Contain("PGHOST");
        (await RefusalAsync("no connection string")).Should().Contain("is not a connection string");
    }

    [PostgresFact]
    public async Task Production_refuses_a_server_that_may_lose_messages_unless_the_operator_accepts_it()
    {
        // The shared server runs without fsync.
        await using var database = await PostgresDatabase.CreateAsync();
        (await RefusalAsync(database.ConnectionString, environment: "Production")).Should().Contain("fsync = off").And
            .Contain("Storage:Durability=none");

        await using var accepted = PostgresDatabase.Open(
            database.ConnectionString, new PostgresqlOptions { Durability = PostgresqlDurability.None }, "Production");
        await accepted.StartAsync(CancellationToken.None).OrTimeout();
    }

    [PostgresFact]
    public async Task Another_default_isolation_level_is_refused()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.RunAsync($"ALTER DATABASE {database.Name} SET default_transaction_isolation = 'repeatable read'");
        (await RefusalAsync(database.ConnectionString)).Should().Contain("default_transaction_isolation = 'repeatable read'");
    }

    [Fact]
    public void A_version_before_15_is_refused()
    {
        var check = () => new PostgresqlSettings(140_011, [], "read committed", string.Empty).Check(demandsDurability: false);
        check.Should().Throw<StartException>().WithMessage("*version 14; use version 15 or newer*");
    }

    [PostgresFact]
    public async Task Another_server_behind_the_address_begins_a_generation()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using (var before = database.Open())
        {
            await before.StartAsync(CancellationToken.None).OrTimeout();
            before.Generation.Should().Be(1);
        }

        await database.RunAsync("UPDATE streaming.store SET timeline = 'another server'");
        await using var after = database.Open();
        await after.StartAsync(CancellationToken.None).OrTimeout();
        after.Generation.Should().Be(2);
    }

    private static async Task<PostgresDatabase> EmptyDatabaseAsync()
    {
        var database = await PostgresDatabase.CreateAsync();
        await database.RunAsync("DROP SCHEMA streaming CASCADE");
        return database;
    }

    private static async Task<string> RefusalAsync(string connectionString, string environment = "Development")
    {
        await using var database = PostgresDatabase.Open(
            connectionString, new PostgresqlOptions { RetryFor = TimeSpan.Zero }, environment);
        var start = async () => await database.StartAsync(CancellationToken.None).OrTimeout();
        return (await start.Should().ThrowAsync<StartException>()).Which.Message;
    }
}
