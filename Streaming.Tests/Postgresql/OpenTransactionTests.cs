using System.Text.Json;
using Npgsql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Appends while another transaction on the same PostgreSQL server stays open, so that no dead row can be removed.</summary>
[Trait("Category", "Slow")]
public sealed class OpenTransactionTests
{
    private const int Appends = 500;

    [PostgresFact]
    public async Task An_append_touches_no_more_pages_however_long_another_transaction_is_open()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var node = await PostgresNode.StartAsync(database.ConnectionString);
        await AppendAsync(node, Appends);
        await using var open = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await open.OpenAsync().OrTimeout();
        await using var begin = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT txid_current()", open);
        await begin.ExecuteNonQueryAsync().OrTimeout();
        var before = await PagesAsync(database, writer: 1_000_001);

        await AppendAsync(node, Appends);

        var after = await PagesAsync(database, writer: 1_000_002);
        // Two more, since an index may have got one more level.
        after.Should().BeLessThanOrEqualTo((before * 13 / 10) + 2);
    }

    private static async Task AppendAsync(PostgresNode node, int count)
    {
        for (var i = 0; i < count; i++)
            await node.Log.AppendAsync("a", $"{i}");
    }

    // The pages that an append reads, on a connection that has the plans and the catalog in memory.
    private static async Task<int> PagesAsync(PostgresDatabase database, int writer)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync().OrTimeout();
        var least = int.MaxValue;
        for (var i = 1; i <= 10; i++)
        {
            await using var command = new NpgsqlCommand(
                $$"""
                EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT streaming.append_v1({{writer}}, {{i}}, 1, ARRAY[t.id], ARRAY[1], '{}', true,
                    NULL, ARRAY[1], ARRAY[1], ARRAY[0::smallint], ARRAY['x'], ARRAY['s'], ARRAY['\x61'::bytea])
                FROM streaming.topics t WHERE t.name = 'a'
                """,
                connection);
            var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync().OrTimeout())!).RootElement[0].GetProperty("Plan");
            least = Math.Min(least, plan.GetProperty("Shared Hit Blocks").GetInt32() + plan.GetProperty("Shared Read Blocks").GetInt32());
        }

        return least;
    }
}
