using System.Globalization;
using Npgsql;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Nodes that reach PostgreSQL through PgBouncer in transaction mode, with <c>Storage:Bus=poll</c>.</summary>
[Trait("Category", "Slow")]
public sealed class PoolerTests : TestsWithPostgres
{
    // Fewer connections than the two nodes open: the transactions of a node run on changing connections.
    private const int PoolSize = 4;

    private PgBouncer? _pooler;

    private (string Key, string Value)[] Settings => _pooler!.Settings(Database.ConnectionString);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (PgBouncer.Missing is null)
            _pooler = await PgBouncer.StartAsync(PoolSize);
    }

    public override async Task DisposeAsync()
    {
        if (_pooler is not null)
            await _pooler.DisposeAsync();
        await base.DisposeAsync();
    }

    [PgBouncerFact]
    public async Task A_reader_on_one_node_receives_what_is_published_on_both_nodes_once_and_in_order()
    {
        const int Publishers = 20;
        const int Each = 20;
        await using var first = await TestServer.StartAsync(Settings);
        await using var second = await TestServer.StartAsync(Settings);
        await using var events = await EventStream.OpenAsync(second.Client, "/topics/news/events");

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async publisher =>
        {
            var client = publisher % 2 == 0 ? first.Client : second.Client;
            for (var i = 0; i < Each; i++)
                await client.PublishAsync("news", $"{publisher}:{i.ToString(CultureInfo.InvariantCulture)}");
        })).OrTimeout();

        var received = await events.TakeAsync(Publishers * Each);
        received.Select(each => Positions.OffsetOf(each.Id)).Should().Equal(Enumerable.Range(1, Publishers * Each).Select(i => (long)i));
        received.Select(each => each.Data).Should().OnlyHaveUniqueItems();
        foreach (var publisher in received.GroupBy(each => each.Data.Split(':')[0]))
            publisher.Select(each => int.Parse(each.Data.Split(':')[1], CultureInfo.InvariantCulture)).Should().BeInAscendingOrder();
    }

    [PgBouncerFact]
    public async Task Keys_jobs_their_files_and_schedules_work_through_the_pooler()
    {
        await using var first = await TestServer.StartAsync(Settings);
        await using var second = await TestServer.StartAsync(Settings);
        (await first.Client.PublishKeyedAsync("news", "keyed", "k1")).Should()
            .Be(await second.Client.PublishKeyedAsync("news", "keyed", "k1"));

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => (i % 2 == 0 ? first : second).Client.EnqueueAsync("export", """{"topics":"news"}"""))).OrTimeout();

        foreach (var job in jobs)
        {
            (await second.Client.EndAsync(job)).Should().EndWith("succeeded");
            (await first.Client.GetStringAsync(new Uri($"/jobs/{job}/result", UriKind.Relative)).OrTimeout()).Should().Contain("keyed");
        }

        (await second.Client.GetJsonAsync("/nodes")).ToString().Should().Contain("\"id\"");
    }

    [PgBouncerFact]
    public async Task A_first_start_creates_the_schema_through_the_pooler()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.RunAsync("DROP SCHEMA streaming CASCADE");
        await using var server = await TestServer.StartAsync(_pooler!.Settings(database.ConnectionString));
        (await server.Client.PublishAsync("news", "1")).GetProperty("count").GetInt64().Should().Be(1);
    }

    [PgBouncerFact]
    public async Task A_node_notices_that_the_pooler_has_connected_to_another_server()
    {
        await using var server = await TestServer.StartAsync(Settings);
        await server.Client.PublishAsync("news", "1");
        var database = server.Get<PostgresqlDatabase>();
        database.Generation.Should().Be(1);

        await Database.RunAsync("UPDATE streaming.store SET timeline = 'another server'");

        await Eventually.BecomesAsync(() => Task.FromResult(database.Generation), generation => generation == 2);
    }

    [PgBouncerFact]
    public async Task A_node_keeps_nothing_in_the_sessions_of_the_pooler()
    {
        await using var server = await TestServer.StartAsync(Settings);
        for (var i = 0; i < 50; i++)
            await server.Client.PublishKeyedAsync("news", "keyed", $"k{i}");

        (await KeptInSessionsAsync()).Should().HaveCount(PoolSize).And.AllBe("0 channels, 0 locks, 0 statements");

        // The check sees what a session keeps.
        await using var listener = await ConnectAsync();
        await ExecuteAsync(listener, "LISTEN probe");
        await ExecuteAsync(listener, "SELECT pg_advisory_lock(1)");
        (await KeptInSessionsAsync()).Should().Contain(kept => kept.StartsWith("1 channels", StringComparison.Ordinal))
            .And.Contain(kept => kept.Contains("1 locks", StringComparison.Ordinal));
    }

    // Runs a transaction on all connections of the pooler at the same time, and returns for each session of PostgreSQL what earlier
    // transactions have left in it.
    private async Task<List<string>> KeptInSessionsAsync()
    {
        var connections = new List<NpgsqlConnection>();
        var kept = new List<string>();
        try
        {
            for (var i = 0; i < PoolSize; i++)
            {
                connections.Add(await ConnectAsync());
                await ExecuteAsync(connections[i], "BEGIN");
                kept.Add((string)(await ExecuteAsync(connections[i], """
                    SELECT concat((SELECT count(*) FROM pg_listening_channels()), ' channels, ',
                        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), ' locks, ',
                        (SELECT count(*) FROM pg_prepared_statements), ' statements')
                    """))!);
            }
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }

        return kept;
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var address = Settings.Single(setting => setting.Key.StartsWith("ConnectionStrings", StringComparison.Ordinal)).Value;
        var connection = new NpgsqlConnection($"{address};Pooling=false");
        await connection.OpenAsync().OrTimeout();
        return connection;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync().OrTimeout();
    }
}
