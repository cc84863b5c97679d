using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Reads the states of topics (such as the oldest and newest offset) and their properties (such as the content type).</summary>
internal static class PostgresqlStates
{
    private const string Columns =
        "SELECT o_name, o_id, o_life, o_had_seed, o_oldest, o_newest, o_time, o_depth, o_version, o_content_type, " +
        "o_ttl, o_expires_at, o_touched, o_is_closed, o_closed_by, o_closed_by_epoch, o_closed_by_seq, o_is_deleted, " +
        "o_stream_seq, o_source_name, o_source_epoch, o_fork_offset, o_fork_sub_offset, " + PostgresqlTime.Now;

    /// <summary>Returns the SQL statement that reads the states of topics. Its parameter is the list of the topics' names.</summary>
    public static string Sql(PostgresqlTopicTables tables) => $"{Columns} FROM {tables.Schema}.states_v1($1)";

    /// <summary>
    /// Reads the states of topics (such as the oldest and newest offset). Topics without a row in the database are omitted.
    /// </summary>
    public static async Task<Dictionary<TopicName, TopicUse>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<TopicName> topics, PostgresqlTopicTables tables, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql(tables), connection)
        {
            Parameters = { Parameters.Texts([.. topics.Select(topic => topic.Value)]) },
        };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(rows, tables, cancellationToken);
    }

    /// <summary>
    /// Returns topics that have expired at the given time but are not deleted yet. Unless the times of requests count, the topics have
    /// expired by the clock of the database too.
    /// </summary>
    public static async Task<IReadOnlyList<TopicName>> ExpiredAsync(
        NpgsqlConnection connection, DateTime time, bool usesRequestTime, int limit, PostgresqlTopicTables tables,
        CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT t.name FROM {tables.Schema}.topic_properties p JOIN {tables.Schema}.topics t ON t.id = p.topic
            WHERE p.expires <= {PostgresqlTime.Earliest("$1", usesRequestTime)} AND NOT p.is_deleted LIMIT $2
            """;
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { Parameters.Bigint(PostgresqlTime.From(time)), Parameters.Integer(limit) },
        };
        var topics = new List<TopicName>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            topics.Add(new TopicName(rows.GetString(0)));
        return topics;
    }

    /// <summary>Reads the result of the statement <see cref="Sql"/>: the states of topics.</summary>
    public static async Task<Dictionary<TopicName, TopicUse>> ReadAsync(
        NpgsqlDataReader rows, PostgresqlTopicTables tables, CancellationToken cancellationToken)
    {
        var read = new Dictionary<TopicName, TopicUse>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var name = new TopicName(rows.GetString(0));
            read[name] = Read(rows, name, tables);
        }

        return read;
    }

    private static TopicUse Read(NpgsqlDataReader row, TopicName name, PostgresqlTopicTables tables)
    {
        var life = row.IsDBNull(2) ? null : row.GetString(2);
        var properties = row.IsDBNull(8) ? null : Properties(row);
        return new TopicUse
        {
            Id = row.GetInt32(1),
            Life = life,
            HadSeed = row.GetBoolean(3),
            Epoch = tables.EpochOf(name, life),
            Oldest = row.GetInt64(4),
            Newest = row.GetInt64(5),
            Time = row.GetInt64(6),
            Depth = row.GetInt32(7),
            Version = properties is null ? 0 : row.GetInt64(8),
            Properties = properties,
            Exists = properties is not null || row.GetInt64(5) > 0,
            ReadAt = PostgresqlTime.To(row.GetInt64(23)),
        };
    }

    private static TopicProperties Properties(NpgsqlDataReader row) => new()
    {
        ContentType = row.GetString(9),
        TimeToLive = row.IsDBNull(10) ? null : TimeSpan.FromMicroseconds(row.GetInt64(10)),
        ExpiresAt = row.IsDBNull(11) ? null : PostgresqlTime.To(row.GetInt64(11)),
        Touched = PostgresqlTime.To(row.GetInt64(12)),
        IsClosed = row.GetBoolean(13),
        ClosedBy = row.IsDBNull(14) ? null : new ProducerStamp(row.GetString(14), row.GetInt64(15), row.GetInt64(16)),
        IsDeleted = row.GetBoolean(17),
        StreamSeq = row.IsDBNull(18) ? null : row.GetString(18),
        Fork = row.IsDBNull(19) ? null
            : new TopicFork(new TopicName(row.GetString(19)), row.GetString(20), row.GetInt64(21), row.GetInt64(22)),
    };
}
