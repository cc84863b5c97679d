using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Runs the queries that read topics and messages from the database.</summary>
internal static class PostgresqlReads
{
    public static async Task<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        NpgsqlConnection connection, TopicName? after, int limit, PostgresqlTopicTables tables, CancellationToken cancellationToken)
    {
        var names = new List<TopicName>();
        await using (var command = new NpgsqlCommand($"SELECT o_name FROM {tables.Schema}.list_v2($1, $2)", connection)
        {
            Parameters = { Parameters.Text(after?.Value ?? string.Empty), Parameters.Integer(limit) },
        })
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
                names.Add(new TopicName(rows.GetString(0)));
        }

        var states = names.Count == 0 ? [] : await PostgresqlStates.ReadAsync(connection, names, tables, cancellationToken);
        return [.. names.Where(states.ContainsKey).Select(name => (name, states[name].State))];
    }

    /// <summary>
    /// Returns the last offset up to which a fork has the same messages as its source (the topic with whose messages it begins) with the
    /// given epoch (id of one lifetime). Positions with this epoch are valid in the fork up to this offset. Returns null if no source of
    /// the fork has this epoch.
    /// </summary>
    public static async Task<long?> ThroughOfSourceAsync(
        NpgsqlConnection connection, int fork, string epoch, PostgresqlTopicTables tables, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT o_high, o_name, o_life FROM {tables.Schema}.chain_v1($1) OFFSET 1", connection)
        {
            Parameters = { Parameters.Integer(fork) },
        };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (name, life) = (new TopicName(rows.GetString(1)), rows.IsDBNull(2) ? null : rows.GetString(2));
            if (tables.FindGeneration(name, epoch, life) is not null)
                return rows.GetInt64(0);
        }

        return null;
    }

    /// <summary>
    /// Returns the lives (ids of the times from a creation to a deletion) that a topic had before it was deleted. Null stands for the life
    /// of a topic that was created by its first publish. Lives that ended more than ten minutes ago may be missing.
    /// </summary>
    public static async Task<List<string?>> DeletedLivesAsync(
        NpgsqlConnection connection, string schema, TopicName topic, CancellationToken cancellationToken)
    {
        var lives = new List<string?>();
        var sql = $"SELECT t.life FROM {schema}.topics t WHERE t.deleted IS NOT NULL AND split_part(t.name, ' ', 1) = $1";
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Parameters.Text(topic.Value) } };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            lives.Add(rows.IsDBNull(0) ? null : rows.GetString(0));
        return lives;
    }

    /// <summary>
    /// Returns the last offset up to which a topic still has the messages of the given generation of the database server (a number that
    /// increases at each failover). If no later generation has appended to the topic, this is the newest offset.
    /// </summary>
    public static async Task<long?> ThroughAsync(
        NpgsqlConnection connection, string schema, TopicName topic, int generation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT coalesce(
                (SELECT min(e.through) FROM {schema}.generation_ends e WHERE e.topic = s.o_id AND e.generation >= $2), s.o_newest)
            FROM {schema}.state_v1($1) s
            """,
            connection)
        {
            Parameters = { Parameters.Text(topic.Value), Parameters.Integer(generation) },
        };
        return await command.ReadValueAsync(cancellationToken) as long? ?? 0;
    }

    /// <summary>
    /// Reads one page of messages from each given range of offsets, in one query. If the first offset of a range is larger than the last,
    /// its messages are returned in descending order.
    /// </summary>
    public static async Task<List<Message>[]> PagesAsync(
        NpgsqlConnection connection, IReadOnlyList<TopicRange> ranges, PostgresqlTopicTables tables,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT o_range, o_offset, o_time, o_kind, o_type, o_sender, o_data, o_life FROM " +
                $"{tables.Schema}.read_v2($1, $2, $3, $4, $5)",
            connection)
        {
            Parameters =
            {
                Parameters.Texts([.. ranges.Select(range => range.Topic.Value)]),
                Parameters.Bigints([.. ranges.Select(range => range.From)]),
                Parameters.Bigints([.. ranges.Select(range => range.Through)]),
                Parameters.Integers([.. ranges.Select(range => range.Page.Messages)]),
                Parameters.Integers([.. ranges.Select(range => range.Page.Bytes)]),
            },
        };
        var epochs = new string?[ranges.Count];
        var pages = ranges.Select(_ => new List<Message>()).ToArray();
        var lastType = MessageType.Default;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var range = rows.GetInt32(0) - 1;
            var epoch = epochs[range] ??= tables.EpochOf(ranges[range].Topic, rows.IsDBNull(7) ? null : rows.GetString(7));
            // Neighbouring messages mostly have the same type, so they share one string object for the type.
            var type = rows.IsDBNull(4) ? MessageType.Default : rows.GetString(4);
            lastType = string.Equals(type, lastType, StringComparison.Ordinal) ? lastType : type;
            var content = new NewMessage(
                (DataKind)rows.GetInt16(3), rows.GetFieldValue<byte[]>(6), lastType, rows.IsDBNull(5) ? null : rows.GetString(5));
            pages[range].Add(new Message(
                ranges[range].Topic, new Position(epoch, rows.GetInt64(1)), PostgresqlTime.To(rows.GetInt64(2)), content));
        }

        return pages;
    }

    /// <summary>
    /// Returns the size of the database and the number of topics. The number of topics in a large table is an estimate of PostgreSQL, which
    /// is accurate enough for metrics and needs no scan of the table.
    /// </summary>
    public static async Task<StoreSize> MeasureAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT pg_database_size(current_database()),
                CASE WHEN c.reltuples > 10000 THEN c.reltuples::bigint ELSE (SELECT count(*) FROM {schema}.topics) END
            FROM pg_class c WHERE c.oid = '{schema}.topics'::regclass
            """,
            connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? new StoreSize(rows.GetInt64(1), rows.GetInt64(0)) : default;
    }

    /// <summary>Reads the clock of the database, in UTC.</summary>
    public static async Task<DateTime?> ClockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {PostgresqlTime.Now}", connection);
        return PostgresqlTime.To((long)(await command.ReadValueAsync(cancellationToken))!);
    }

    public static async Task<long> FindAsync(
        NpgsqlConnection connection, string schema, TopicName topic, DateTime time, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {schema}.find_v2($1, $2)", connection)
        {
            Parameters = { Parameters.Text(topic.Value), Parameters.Bigint(PostgresqlTime.From(time)) },
        };
        return (long)(await command.ReadValueAsync(cancellationToken))!;
    }
}
