using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Reads topics and messages with the prepared SQL statements of one connection. No read transaction stays open after a call.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement _topic;
    private readonly SqliteStatement _topics;
    private readonly SqliteStatement _ascending;
    private readonly SqliteStatement _descending;
    private readonly SqliteStatement _timeOf;
    private readonly SqliteStatement _topicsAfter;
    private readonly SqliteStatement _lastTransaction;
    private readonly SqliteStatement _expired;
    private readonly SqliteChains _chains;
    private readonly string _seed;
    private string _lastType = string.Empty;
    private byte[] _lastTypeUtf8 = [];

    public SqliteReader(SqliteConnection connection)
    {
        Connection = connection;
        const string Columns = "SELECT \"offset\", time, type, sender, kind, data, traceparent FROM messages " +
            "WHERE topic = ?1 AND \"offset\" BETWEEN ?2 AND ?3 ORDER BY \"offset\"";
        _chains = new SqliteChains(connection);
        _topic = new SqliteStatement(connection, $"""
            SELECT t.id, t.epoch, t.oldest, t.newest, t.time, t.had_seed, {SqliteProperties.Columns}
            FROM topics t LEFT JOIN topic_properties p ON t.has_properties = 1 AND p.topic = t.id WHERE t.name = ?1
            """);
        _topics = new SqliteStatement(connection, $"""
            SELECT t.name, t.id, t.epoch, t.oldest, t.newest, t.time, {SqliteProperties.Columns}
            FROM topics t LEFT JOIN topic_properties p ON t.has_properties = 1 AND p.topic = t.id
            WHERE t.name > ?1 AND (t.newest > 0 OR t.has_properties = 1) AND p.is_deleted IS NOT 1 ORDER BY t.name LIMIT ?2
            """);
        _expired = new SqliteStatement(connection, """
            SELECT t.name FROM topic_properties p JOIN topics t ON t.id = p.topic WHERE p.expires <= ?1 AND p.is_deleted = 0 LIMIT ?2
            """);
        _ascending = new SqliteStatement(connection, Columns);
        _descending = new SqliteStatement(connection, Columns + " DESC");
        _timeOf = new SqliteStatement(connection, "SELECT time FROM messages WHERE topic = ?1 AND \"offset\" = ?2");
        _topicsAfter = new SqliteStatement(connection, """
            SELECT name, newest, moved, has_properties, 0, epoch FROM topics WHERE moved > ?1
            UNION ALL SELECT name, 0, moved, 0, 1, NULL FROM deleted_topics WHERE moved > ?1 ORDER BY moved
            """);
        _lastTransaction = new SqliteStatement(connection, "SELECT max(coalesce(max(moved), 0), (SELECT moved FROM store)) FROM topics");
        using var seed = new SqliteStatement(connection, "SELECT seed FROM store");
        seed.Step();
        _seed = seed.Text(0);
    }

    /// <summary>The connection for reading. Rare reads use this connection directly, without a prepared SQL statement.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Returns the number of topics in the database, including the topics of jobs.</summary>
    public long CountTopics()
    {
        using var count = new SqliteStatement(Connection, "SELECT count(*) FROM topics");
        count.Step();
        return count.Int64(0);
    }

    public LogState State(TopicName topic) => Find(topic).State;

    public IReadOnlyList<(TopicName Topic, LogState State)> List(TopicName? after, int limit)
    {
        var page = new List<(TopicName, LogState)>();
        using var rows = _topics.Bind(1, after?.Value ?? string.Empty).Bind(2, limit).ReadRows();
        while (_topics.Step())
            page.Add((new TopicName(_topics.Text(0)), State(_topics, 1).State));
        return page;
    }

    public IReadOnlyList<Message> Read(TopicName topic, long from, long through, PageSize size)
    {
        var found = Find(topic);
        var page = new List<Message>();
        Read(found.Id, found.State, (from, through), size, row =>
        {
            page.Add(Message(topic, found.State.Epoch, row));
            return page[^1].Data.Length;
        });
        return page;
    }

    /// <summary>Passes the data of each message of a page to a sink (a receiver of data). Returns the number of messages.</summary>
    public int ReadData(TopicName topic, long from, long through, PageSize size, IDataSink sink)
    {
        var found = Find(topic);
        return Read(found.Id, found.State, (from, through), size, row =>
        {
            var kind = (DataKind)row.Int64(4);
            var data = row.Utf8(5);
            sink.Add(row.Int64(0), kind, StoredText.IsIntact(kind, data) ? data : StoredText.Read(kind, data));
            return data.Length;
        });
    }

    /// <summary>Passes each message of a page to a sink (a receiver of messages), without an object for the message.</summary>
    public void ReadRows(TopicName topic, long from, long through, PageSize size, IMessageSink sink)
    {
        var found = Find(topic);
        Read(found.Id, found.State, (from, through), size, row =>
        {
            var kind = (DataKind)row.Int64(4);
            var data = row.Utf8(5);
            var sender = row.Utf8(3);
            sink.Add(new MessageRow
            {
                Topic = topic,
                Epoch = found.State.Epoch,
                Offset = row.Int64(0),
                Time = SqliteTime.To(row.Int64(1)),
                Type = Type(row),
                HasSender = !sender.IsEmpty || !row.IsNull(3),
                Sender = sender,
                Kind = kind,
                Data = StoredText.IsIntact(kind, data) ? data : StoredText.Read(kind, data),
                TraceParent = row.IsNull(6) ? null : row.Text(6),
            });
            return data.Length;
        });
    }

    public long FindTime(TopicName topic, DateTime time)
    {
        var (id, state, _) = Find(topic);
        if (state.Properties?.Fork is null)
            return FindTime(id, state.Oldest, state.Newest, time) ?? state.Newest + 1;
        foreach (var segment in _chains.Of(id))
        {
            var (low, high) = (Math.Max(segment.Low, state.Oldest), Math.Min(segment.High, state.Newest));
            if (FindTime(segment.Topic, low, high, time) is { } offset)
                return offset;
        }

        return state.Newest + 1;
    }

    /// <summary>
    /// Returns the offset up to which positions with another epoch (id of one lifetime) are valid for the topic; null if they are not
    /// valid. If a source of the topic (a topic with whose messages it begins) has this epoch, the offset is that of the last common
    /// message. If readers received this epoch before the topic was created, the offset is 0.
    /// </summary>
    public long? FindThrough(TopicName topic, string epoch)
    {
        var (id, state, hadSeed) = Find(topic);
        if (id == 0 || string.Equals(state.Epoch, epoch, StringComparison.Ordinal))
            return null;
        if (state.Properties?.Fork is not null && _chains.FindThrough(id, epoch) is { } through)
            return through;
        return !hadSeed && string.Equals(Epoch.Of(_seed, topic), epoch, StringComparison.Ordinal) ? 0 : null;
    }

    /// <summary>Returns topics that have expired at the given time but are not deleted yet.</summary>
    public IReadOnlyList<TopicName> Expired(DateTime time, int limit)
    {
        var topics = new List<TopicName>();
        using var rows = _expired.Bind(1, SqliteTime.From(time)).Bind(2, limit).ReadRows();
        while (_expired.Step())
            topics.Add(new TopicName(_expired.Text(0)));
        return topics;
    }

    /// <summary>Returns the number of the latest transaction that appended messages to any topic.</summary>
    public long LastTransaction()
    {
        _lastTransaction.Step();
        var number = _lastTransaction.Int64(0);
        _lastTransaction.Reset();
        return number;
    }

    /// <summary>
    /// Returns the topics that were changed by transactions with higher numbers than the given one. Each has its newest offset and the
    /// number of the transaction.
    /// </summary>
    public IReadOnlyList<(TopicChange Change, long Transaction)> TopicsAfter(long since)
    {
        var topics = new List<(TopicChange, long)>();
        using var rows = _topicsAfter.Bind(1, since).ReadRows();
        while (_topicsAfter.Step())
        {
            var change = new TopicChange(new TopicName(_topicsAfter.Text(0)), _topicsAfter.Int64(1))
            {
                IsOfProperties = _topicsAfter.Int64(3) == 1,
                IsDeleted = _topicsAfter.Int64(4) == 1,
                Epoch = _topicsAfter.IsNull(5) ? null : _topicsAfter.Text(5),
            };
            topics.Add((change, _topicsAfter.Int64(2)));
        }

        return topics;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_topic, _topics, _expired, _ascending, _descending, _timeOf, _topicsAfter,
            _lastTransaction])
            statement.Dispose();
        _chains.Dispose();
    }

    private (long Id, LogState State, bool HadSeed) Find(TopicName topic)
    {
        using var rows = _topic.Bind(1, topic.Value).ReadRows();
        if (!_topic.Step())
            return (0, new LogState(Epoch.Of(_seed, topic), 1, 0), HadSeed: false);
        var (id, state) = State(_topic, 0, afterTime: 1);
        return (id, state, _topic.Int64(5) == 1);
    }

    private (long Id, LogState State) State(SqliteStatement row, int first, int afterTime = 0)
    {
        var properties = SqliteProperties.Read(row, first + 5 + afterTime);
        var (id, oldest) = (row.Int64(first), row.Int64(first + 2));
        if (properties?.Fork is not null)
            oldest = _chains.Oldest(id, oldest);
        var state = new LogState(row.Text(first + 1), oldest, row.Int64(first + 3))
        {
            Properties = properties,
            LastTime = row.Int64(first + 3) > 0 && row.Int64(first + 4) is > 0 and var time ? SqliteTime.To(time) : null,
        };
        return (id, state);
    }

    private long? FindTime(long topic, long low, long high, DateTime time)
    {
        var wanted = SqliteTime.From(time);
        return OffsetSearch.First(low, high, offset =>
        {
            using var rows = _timeOf.Bind(1, topic).Bind(2, offset).ReadRows();
            return _timeOf.Step() && _timeOf.Int64(0) >= wanted;
        });
    }

    // Calls a function for the row of each message of a page. The function returns the number of bytes of the message's data.
    private int Read(
        long topic, in LogState state, (long From, long Through) range, PageSize size, Func<SqliteStatement, int> add)
    {
        // Messages below the topic's oldest offset are hidden, because they were deleted by a trim and will be removed from the file soon.
        // So they are not returned.
        var (low, high) = (Math.Max(Math.Min(range.From, range.Through), state.Oldest), Math.Max(range.From, range.Through));
        var (ascends, count, bytes) = (range.From <= range.Through, 0, 0L);
        if (state.Properties?.Fork is null)
        {
            ReadSegment(topic, low, high);
            return count;
        }

        var segments = _chains.Of(topic);
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[ascends ? i : segments.Count - 1 - i];
            ReadSegment(segment.Topic, Math.Max(low, segment.Low), Math.Min(high, segment.High));
        }

        return count;

        void ReadSegment(long of, long first, long last)
        {
            var rows = ascends ? _ascending : _descending;
            using var reading = rows.Bind(1, of).Bind(2, first).Bind(3, last).ReadRows();
            for (; count < size.Messages && bytes < size.Bytes && rows.Step(); count++)
                bytes += add(rows);
        }
    }

    private Message Message(TopicName topic, string epoch, SqliteStatement row)
    {
        var kind = (DataKind)row.Int64(4);
        var content = new NewMessage(kind, StoredText.Read(kind, row.Utf8(5)), Type(row), row.IsNull(3) ? null : row.Text(3));
        return new Message(topic, new Position(epoch, row.Int64(0)), SqliteTime.To(row.Int64(1)), content)
        {
            TraceParent = row.IsNull(6) ? null : row.Text(6),
        };
    }

    // Neighbouring messages mostly have the same type, so they share one string object for the type.
    private string Type(SqliteStatement row)
    {
        if (row.IsNull(2))
            return MessageType.Default;
        if (!row.Utf8(2).SequenceEqual(_lastTypeUtf8))
            (_lastType, _lastTypeUtf8) = (row.Text(2), row.Utf8(2).ToArray());
        return _lastType;
    }
}
