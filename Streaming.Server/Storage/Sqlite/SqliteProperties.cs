using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Reads and writes the properties of topics (such as content type and time to live) in the SQLite file.</summary>
internal sealed class SqliteProperties(SqliteConnection connection) : IDisposable
{
    /// <summary>The columns of the table <c>topic_properties</c> (named <c>p</c> in the query) that <see cref="Read"/> reads.</summary>
    public const string Columns = "p.content_type, p.ttl, p.expires_at, p.touched, p.is_closed, p.closed_by, p.closed_by_epoch, " +
        "p.closed_by_seq, p.is_deleted, p.stream_seq, p.source_name, p.source_epoch, p.fork_offset, p.fork_sub_offset";

    private readonly SqliteStatement _find = new(connection, $"SELECT {Columns} FROM topic_properties p WHERE p.topic = ?1");

    private readonly SqliteStatement _insert = new(connection, """
        INSERT INTO topic_properties (topic, content_type, ttl, expires_at, touched, expires, is_closed, closed_by, closed_by_epoch,
            closed_by_seq, is_deleted, stream_seq, source_name, source_epoch, fork_offset, fork_sub_offset, source)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        ON CONFLICT (topic) DO UPDATE SET touched = excluded.touched, expires = excluded.expires, is_closed = excluded.is_closed,
            closed_by = excluded.closed_by, closed_by_epoch = excluded.closed_by_epoch, closed_by_seq = excluded.closed_by_seq,
            is_deleted = excluded.is_deleted, stream_seq = excluded.stream_seq
        """);

    private readonly SqliteStatement _mark = new(connection, "UPDATE topics SET has_properties = 1 WHERE id = ?1 AND has_properties = 0");
    private readonly SqliteStatement _touch = new(connection, """
        UPDATE topic_properties SET touched = ?3, expires = ?3 + ttl
        WHERE topic = (SELECT id FROM topics WHERE name = ?1 AND epoch = ?2) AND ttl IS NOT NULL AND touched < ?3
        """);

    /// <summary>Returns the properties of a topic, such as its content type; null if the topic has none.</summary>
    public TopicProperties? Find(long topic)
    {
        _find.Bind(1, topic);
        using var rows = _find.ReadRows();
        return _find.Step() ? Read(_find, 0) : null;
    }

    /// <summary>Writes the properties of a topic.</summary>
    /// <param name="topic">The id of the topic.</param>
    /// <param name="properties">The properties to write.</param>
    /// <param name="source">The id of the source, if the topic is a new fork (it begins with the messages of the source); otherwise
    /// null.</param>
    public void Save(long topic, TopicProperties properties, long? source = null)
    {
        var (by, fork) = (properties.ClosedBy, properties.Fork);
        _insert.Bind(1, topic).Bind(2, properties.ContentType).Bind(3, Microseconds(properties.TimeToLive))
            .Bind(4, From(properties.ExpiresAt)).Bind(5, SqliteTime.From(properties.Touched)).Bind(6, From(properties.Expires))
            .Bind(7, properties.IsClosed ? 1 : 0).Bind(8, by?.Id).Bind(9, by?.Epoch).Bind(10, by?.Seq)
            .Bind(11, properties.IsDeleted ? 1 : 0).Bind(12, properties.StreamSeq).Bind(13, fork?.Source.Value)
            .Bind(14, fork?.SourceEpoch).Bind(15, fork?.Offset).Bind(16, fork?.SubOffset).Bind(17, source).Run();
        _mark.Bind(1, topic).Run();
    }

    /// <summary>
    /// Stores the time at which a topic was last used. A topic with a time to live expires only if it was not used for that time.
    /// </summary>
    public void Touch(TopicTouch touch) =>
        _touch.Bind(1, touch.Topic.Value).Bind(2, touch.Epoch).Bind(3, SqliteTime.From(touch.Time)).Run();

    /// <summary>
    /// Reads a topic's properties from a row of a query that selects the columns <see cref="Columns"/>. Returns null if the topic has no
    /// properties.
    /// </summary>
    public static TopicProperties? Read(SqliteStatement row, int first) => row.IsNull(first) ? null : new TopicProperties
    {
        ContentType = row.Text(first),
        TimeToLive = row.IsNull(first + 1) ? null : TimeSpan.FromMicroseconds(row.Int64(first + 1)),
        ExpiresAt = row.IsNull(first + 2) ? null : SqliteTime.To(row.Int64(first + 2)),
        Touched = SqliteTime.To(row.Int64(first + 3)),
        IsClosed = row.Int64(first + 4) == 1,
        ClosedBy = row.IsNull(first + 5) ? null : new ProducerStamp(row.Text(first + 5), row.Int64(first + 6), row.Int64(first + 7)),
        IsDeleted = row.Int64(first + 8) == 1,
        StreamSeq = row.IsNull(first + 9) ? null : row.Text(first + 9),
        Fork = row.IsNull(first + 10) ? null
            : new TopicFork(new TopicName(row.Text(first + 10)), row.Text(first + 11), row.Int64(first + 12), row.Int64(first + 13)),
    };

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_find, _insert, _mark, _touch])
            statement.Dispose();
    }

    private static long? From(DateTime? time) => time is { } given ? SqliteTime.From(given) : null;

    private static long? Microseconds(TimeSpan? time) => time is { } given ? (long)given.TotalMicroseconds : null;
}
