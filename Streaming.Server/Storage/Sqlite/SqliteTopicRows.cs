using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Finds, creates and saves the rows of topics in the database, inside the current transaction.</summary>
internal sealed class SqliteTopicRows : IDisposable
{
    // The SQL expression for the id of a new topic. It skips the ids of deleted topics whose messages are still stored.
    private const string NextId =
        "(SELECT max(coalesce((SELECT max(id) FROM topics), 0), coalesce((SELECT max(topic) FROM deleted_topics), 0)) + 1)";

    private readonly SqliteStatement _find;
    private readonly SqliteStatement _new;
    private readonly SqliteStatement _reuse;
    private readonly SqliteStatement _save;
    private readonly SqliteStatement _nextTransaction;
    private readonly Dictionary<TopicName, SqliteTopicRow> _rows = [];
    private readonly string _seed;

    public SqliteTopicRows(SqliteConnection connection)
    {
        _find = new SqliteStatement(
            connection, "SELECT id, epoch, newest, time, has_properties, had_seed FROM topics WHERE name = ?1");
        _new = new SqliteStatement(connection, $"INSERT INTO topics (id, name, epoch, moved, newest, time, had_seed) " +
            $"VALUES ({NextId}, ?1, ?2, 0, ?3, ?4, ?5)");
        _reuse = new SqliteStatement(connection, "UPDATE topics SET epoch = ?2, newest = ?3, time = ?4 WHERE name = ?1");
        _save = new SqliteStatement(connection, "UPDATE topics SET newest = ?2, moved = ?3, time = ?4 WHERE id = ?1");
        _nextTransaction = new SqliteStatement(
            connection, "SELECT max(coalesce(max(moved), 0), (SELECT moved FROM store)) + 1 FROM topics");
        Properties = new SqliteProperties(connection);
        using var seed = new SqliteStatement(connection, "SELECT seed FROM store");
        seed.Step();
        _seed = seed.Text(0);
    }

    /// <summary>Reads and writes the properties of topics.</summary>
    public SqliteProperties Properties { get; }

    /// <summary>Whether the transaction has changed any topic.</summary>
    public bool HasChanges => _rows.Values.Any(static row => row.IsChanged);

    /// <summary>Returns the row of a topic, and creates the row if there is none. The row is saved before the commit.</summary>
    public SqliteTopicRow Get(TopicName name)
    {
        if (_rows.TryGetValue(name, out var row))
            return row;
        if (Find(name) is not { } found)
        {
            _new.Bind(1, name.Value).Bind(2, SeedEpoch(name)).Bind(3, 0).Bind(4, 0).Bind(5, 0).Run();
            found = Find(name)!;
        }

        return _rows[name] = found;
    }

    /// <summary>Returns the row of a topic that was created explicitly or has ever had a message; null if there is no such topic.</summary>
    public SqliteTopicRow? GetExisting(TopicName name)
    {
        if (!_rows.TryGetValue(name, out var row))
            row = Find(name);
        if (row is not { IsThere: true })
            return null;
        return _rows[name] = row;
    }

    /// <summary>
    /// Creates the row of a topic that does not exist yet. The topic gets an epoch (id of one lifetime) that no earlier topic of this name
    /// had.
    /// </summary>
    public SqliteTopicRow Create(TopicName name, long newest, long time, TopicProperties properties, long? source)
    {
        _rows.Remove(name);
        var statement = Find(name) is null ? _new.Bind(5, 0) : _reuse;
        statement.Bind(1, name.Value).Bind(2, Epoch.NewRandom()).Bind(3, newest).Bind(4, time).Run();
        var row = Find(name)!;
        Properties.Save(row.Id, properties, source);
        row.Properties = properties;
        row.HasNewMessages = true;
        return _rows[name] = row;
    }

    /// <summary>
    /// Removes the row of a topic that is being deleted. If the epoch (id of one lifetime) of the topic was calculated from the seed (a
    /// random text of the store), inserts a row with a new epoch for the next topic of this name. So positions in the deleted topic are not
    /// valid for the next one.
    /// </summary>
    public void Drop(TopicName name, SqliteTopicRow row)
    {
        _rows.Remove(name);
        if (row.HadSeed || string.Equals(row.Epoch, SeedEpoch(name), StringComparison.Ordinal))
            _new.Bind(1, name.Value).Bind(2, Epoch.NewRandom()).Bind(3, 0).Bind(4, 0).Bind(5, 1).Run();
    }

    /// <summary>
    /// Returns the number of this transaction, which is greater than the numbers of all earlier transactions. Other processes find changed
    /// topics by this number.
    /// </summary>
    public long NextTransaction()
    {
        _nextTransaction.Step();
        var number = _nextTransaction.Int64(0);
        _nextTransaction.Reset();
        return number;
    }

    /// <summary>
    /// Writes to the database the topics that the transaction has changed, with the number of the transaction. The number of an unchanged
    /// topic stays that of its last change, which other processes may not have read yet.
    /// </summary>
    public void Save(long number)
    {
        foreach (var row in _rows.Values.Where(static row => row.IsChanged))
        {
            _save.Bind(1, row.Id).Bind(2, row.Newest).Bind(3, number).Bind(4, row.Time).Run();
            if (row.HasNewProperties)
                Properties.Save(row.Id, row.Properties!);
        }

        Clear();
    }

    /// <summary>Removes the loaded topics from memory, at the end of the transaction.</summary>
    public void Clear() => _rows.Clear();

    /// <summary>
    /// Returns the epoch (id of one lifetime) that a topic gets if a publish creates it. The epoch is calculated from the topic's name and
    /// the seed (a random text of the store).
    /// </summary>
    public string SeedEpoch(TopicName name) => Epoch.Of(_seed, name);

    /// <summary>
    /// Returns the epoch (id of one lifetime) of a topic. If the topic does not exist, returns the epoch that it gets when a publish
    /// creates it.
    /// </summary>
    public string EpochOf(TopicName name) => Find(name)?.Epoch ?? SeedEpoch(name);

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_find, _new, _reuse, _save, _nextTransaction])
            statement.Dispose();
        Properties.Dispose();
    }

    private SqliteTopicRow? Find(TopicName name)
    {
        _find.Bind(1, name.Value);
        using var rows = _find.ReadRows();
        if (!_find.Step())
            return null;
        var id = _find.Int64(0);
        return new SqliteTopicRow(id, _find.Text(1))
        {
            Newest = _find.Int64(2),
            Time = _find.Int64(3),
            Properties = _find.Int64(4) == 0 ? null : Properties.Find(id),
            HadSeed = _find.Int64(5) == 1,
        };
    }
}
