using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Reads topics and messages with the prepared SQL statements of one connection. After each call, no read transaction is open.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement _topic;
    private readonly SqliteStatement _topics;
    private readonly SqliteStatement _ascending;
    private readonly SqliteStatement _descending;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _topicsAfter;
    private readonly SqliteStatement _lastTransaction;
    private readonly string _seed;
    private string _lastType = MessageType.Default;

    public SqliteReader(SqliteConnection connection)
    {
        Connection = connection;
        const string Columns = "SELECT \"offset\", time, type, sender, kind, data FROM messages WHERE topic = ?1 AND \"offset\" BETWEEN " +
            "?2 AND ?3 ORDER BY \"offset\"";
        _topic = new SqliteStatement(connection, "SELECT id, epoch, oldest, newest FROM topics WHERE name = ?1");
        _topics = new SqliteStatement(
            connection, "SELECT name, epoch, oldest, newest FROM topics WHERE name > ?1 AND newest > 0 ORDER BY name LIMIT ?2");
        _ascending = new SqliteStatement(connection, Columns);
        _descending = new SqliteStatement(connection, Columns + " DESC");
        _find = new SqliteStatement(
            connection, "SELECT \"offset\" FROM messages WHERE topic = ?1 AND \"offset\" >= ?2 AND time >= ?3 ORDER BY \"offset\" LIMIT 1");
        _topicsAfter = new SqliteStatement(connection, "SELECT name, newest, moved FROM topics WHERE moved > ?1 ORDER BY moved");
        _lastTransaction = new SqliteStatement(connection, "SELECT max(coalesce(max(moved), 0), (SELECT moved FROM store)) FROM topics");
        using var seed = new SqliteStatement(connection, "SELECT seed FROM store");
        seed.Step();
        _seed = seed.Text(0);
    }

    /// <summary>The connection for reading. Rare reads, which do not keep a prepared SQL statement, use the connection directly.</summary>
    public SqliteConnection Connection { get; }

    public LogState State(TopicName topic) => Find(topic).State;

    public IReadOnlyList<(TopicName Topic, LogState State)> List(TopicName? after, int limit)
    {
        var page = new List<(TopicName, LogState)>();
        using var rows = _topics.Bind(1, after?.Value ?? string.Empty).Bind(2, limit).ReadRows();
        while (_topics.Step())
            page.Add((new TopicName(_topics.Text(0)), new LogState(_topics.Text(1), _topics.Int64(2), _topics.Int64(3))));
        return page;
    }

    public IReadOnlyList<Message> Read(TopicName topic, long from, long through, PageSize size)
    {
        var (id, state) = Find(topic);
        var rows = from <= through ? _ascending : _descending;
        // Messages below the topic's oldest offset are about to be deleted, and are not returned.
        using var reading = rows.Bind(1, id).Bind(2, Math.Max(Math.Min(from, through), state.Oldest)).Bind(3, Math.Max(from, through))
            .ReadRows();
        var page = new List<Message>();
        for (var bytes = 0; page.Count < size.Messages && bytes < size.Bytes && rows.Step(); bytes += page[^1].Data.Length)
            page.Add(Message(topic, state.Epoch, rows));
        return page;
    }

    public long FindTime(TopicName topic, DateTime time)
    {
        var (id, state) = Find(topic);
        _find.Bind(1, id).Bind(2, state.Oldest).Bind(3, SqliteTime.From(time));
        var offset = _find.Step() ? _find.Int64(0) : state.Newest + 1;
        _find.Reset();
        return offset;
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
    /// Returns the topics to which transactions after the given number appended messages, each with the newest offset and the transaction's
    /// number.
    /// </summary>
    public IReadOnlyList<(TopicName Topic, long Newest, long Transaction)> TopicsAfter(long since)
    {
        var topics = new List<(TopicName, long, long)>();
        using var rows = _topicsAfter.Bind(1, since).ReadRows();
        while (_topicsAfter.Step())
            topics.Add((new TopicName(_topicsAfter.Text(0)), _topicsAfter.Int64(1), _topicsAfter.Int64(2)));
        return topics;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_topic, _topics, _ascending, _descending, _find, _topicsAfter, _lastTransaction])
            statement.Dispose();
    }

    private (long Id, LogState State) Find(TopicName topic)
    {
        _topic.Bind(1, topic.Value);
        var found = _topic.Step()
            ? (_topic.Int64(0), new LogState(_topic.Text(1), _topic.Int64(2), _topic.Int64(3)))
            : (0, new LogState(Epoch.Of(_seed, topic), 1, 0));
        _topic.Reset();
        return found;
    }

    private Message Message(TopicName topic, string epoch, SqliteStatement row)
    {
        var kind = (DataKind)row.Int64(4);
        var content = new NewMessage(kind, StoredText.Read(kind, row.Utf8(5)), Type(row), row.IsNull(3) ? null : row.Text(3));
        return new Message(topic, new Position(epoch, row.Int64(0)), SqliteTime.To(row.Int64(1)), content);
    }

    // Consecutive messages mostly have the same type, so they share one string object.
    private string Type(SqliteStatement row)
    {
        if (row.IsNull(2))
            return MessageType.Default;
        var type = row.Text(2);
        return string.Equals(type, _lastType, StringComparison.Ordinal) ? _lastType : _lastType = type;
    }
}
