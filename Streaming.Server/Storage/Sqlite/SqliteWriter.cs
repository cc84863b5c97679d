using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Writes topics and messages with the prepared SQL statements of the only connection on which this process writes.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // The number of messages that one transaction deletes. A deletion of more messages takes several transactions, and appends run between
    // them.
    private const int TrimStep = 2_000;

    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _nextTransaction;
    private readonly SqliteStatement _topic;
    private readonly SqliteStatement _newTopic;
    private readonly SqliteStatement _saveOffset;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _raiseOldest;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _probe;
    private readonly SqliteKeys _keys;
    private readonly SqliteConnection _connection;
    private readonly string _seed;
    private readonly Dictionary<TopicName, TopicRow> _appendedTopics = [];

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _rollback = new SqliteStatement(connection, "ROLLBACK");
        _nextTransaction = new SqliteStatement(
            connection, "SELECT max(coalesce(max(moved), 0), (SELECT moved FROM store)) + 1 FROM topics");
        _topic = new SqliteStatement(connection, "SELECT id, epoch, newest, time FROM topics WHERE name = ?1");
        _newTopic = new SqliteStatement(connection, "INSERT INTO topics (name, epoch, moved) VALUES (?1, ?2, 0)");
        _saveOffset = new SqliteStatement(connection, "UPDATE topics SET newest = ?2, moved = ?3, time = ?4 WHERE id = ?1");
        _insert = new SqliteStatement(
            connection, "INSERT INTO messages (topic, \"offset\", time, type, sender, kind, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _raiseOldest = new SqliteStatement(connection, "UPDATE topics SET oldest = min(max(oldest, ?2), newest + 1) WHERE name = ?1");
        _delete = new SqliteStatement(connection, """
            DELETE FROM messages WHERE (topic, "offset") IN (
                SELECT m.topic, m."offset" FROM topics t JOIN messages m ON m.topic = t.id AND m."offset" < t.oldest
                WHERE t.name = ?1 ORDER BY m."offset" LIMIT ?2)
            RETURNING 1
            """);
        _probe = new SqliteStatement(connection, "UPDATE store SET moved = moved");
        _keys = new SqliteKeys(connection);
        using var seed = new SqliteStatement(connection, "SELECT seed FROM store");
        seed.Step();
        _seed = seed.Text(0);
    }

    /// <summary>Runs a function in one transaction, and stores the messages that the function appends in the same transaction.</summary>
    /// <param name="ownTransactions">
    /// The numbers of this process's transactions. The number of this transaction is added before other processes can see the transaction.
    /// </param>
    /// <param name="work">The function to run; it may call <see cref="Append"/>.</param>
    public T Transact<T>(OwnTransactions ownTransactions, Func<T> work)
    {
        long number = 0;
        var isCommitting = false;
        try
        {
            Begin();
            var result = work();
            // Only a transaction that appends messages gets a number, since the number tells other processes that there are new messages.
            if (_appendedTopics.Count > 0)
                ownTransactions.Add(number = SaveOffsets());
            isCommitting = true;
            _commit.Run();
            return result;
        }
        catch (Exception e)
        {
            TryRollback();
            // The transaction failed, so its number was not used, and the following transaction of another process may use it.
            ownTransactions.Remove(number);
            if (isCommitting && e is SqliteException error && SqliteFailure.MayBeStored(error))
                throw SqliteFailure.ForCommit(error);
            throw;
        }
        finally
        {
            _appendedTopics.Clear();
        }
    }

    /// <summary>Runs a function without a result in one transaction.</summary>
    public void Transact(OwnTransactions ownTransactions, Action work) => Transact(
        ownTransactions,
        () =>
        {
            work();
            return true;
        });

    /// <summary>Appends messages to a topic inside a transaction. <see cref="SaveOffsets"/> must run before the commit.</summary>
    public AppendResult Append(AppendRequest append)
    {
        var topic = Topic(append.Topic);
        var before = append.Key is { } key ? _keys.Find(topic.Id, key, topic.Epoch, append.Time - AppendRequest.IdempotencyWindow) : null;
        var skip = 0;
        if (before is { } known && Compare(append, topic.Id, known, out skip) is { } conflict)
            return KeyedAppends.Refused(topic.Epoch, conflict);
        var count = append.Messages.Count - skip;
        // A message never has an earlier time than the message before it, even if the clock was set back or another process with another
        // clock appended that message.
        var time = Math.Max(SqliteTime.From(append.Time), topic.Time);
        if (count > 0)
            topic.Time = time;
        for (var i = skip; i < append.Messages.Count; i++)
        {
            var message = append.Messages[i];
            _insert.Bind(1, topic.Id).Bind(2, ++topic.Newest).Bind(3, time)
                .Bind(4, message.Type == MessageType.Default ? null : message.Type)
                .Bind(5, message.Sender).Bind(6, (long)message.Kind).Bind(7, message.Data).Run();
        }

        var result = KeyedAppends.Result(append, before, topic.Epoch, SqliteTime.To(time), topic.Newest, count);
        if (append.Key is not null)
            _keys.Save(topic.Id, append, result, isNew: before is null);
        return result;
    }

    /// <summary>
    /// Saves the newest offset of each topic to which this transaction appended messages, with the number of the transaction.
    /// </summary>
    /// <returns>The number of this transaction, which is greater than the number of every earlier transaction.</returns>
    public long SaveOffsets()
    {
        _nextTransaction.Step();
        var number = _nextTransaction.Int64(0);
        _nextTransaction.Reset();
        foreach (var row in _appendedTopics.Values)
            _saveOffset.Bind(1, row.Id).Bind(2, row.Newest).Bind(3, number).Bind(4, row.Time).Run();
        _appendedTopics.Clear();
        return number;
    }

    /// <summary>
    /// Hides a topic's messages below an offset from readers, in one fast write. <see cref="DeleteTrimmed"/> then deletes the hidden
    /// messages in steps.
    /// </summary>
    public void RaiseOldest(TopicName topic, long before) => _raiseOldest.Bind(1, topic.Value).Bind(2, before).Run();

    /// <summary>Deletes up to 2,000 of the messages that <see cref="RaiseOldest"/> has hidden.</summary>
    /// <returns>True if more hidden messages may remain.</returns>
    public bool DeleteTrimmed(TopicName topic)
    {
        var deleted = 0;
        _delete.Bind(1, topic.Value).Bind(2, TrimStep);
        while (_delete.Step())
            deleted++;
        _delete.Reset();
        return deleted == TrimStep;
    }

    /// <summary>
    /// Writes a page of the database file without changing it, inside a transaction, to test whether the disk accepts writes.
    /// </summary>
    public void Probe() => _probe.Run();

    /// <summary>Deletes the idempotency keys that were last used before the given time.</summary>
    public void DeleteKeys(DateTime time) => _keys.DeleteOld(time);

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _nextTransaction, _topic, _newTopic, _saveOffset, _insert,
            _raiseOldest, _delete, _probe])
            statement.Dispose();
        _keys.Dispose();
    }

    private IdempotencyConflict? Compare(AppendRequest append, long topic, in StoredKey before, out int skip) =>
        KeyedAppends.Compare(append, before, (from, to) => _keys.Hashes(topic, append.Key!, from, to), out skip);

    private TopicRow Topic(TopicName name)
    {
        if (_appendedTopics.TryGetValue(name, out var row))
            return row;
        if (Find(name) is not { } found)
        {
            _newTopic.Bind(1, name.Value).Bind(2, Epoch.Of(_seed, name)).Run();
            found = Find(name)!;
        }

        return _appendedTopics[name] = found;
    }

    private TopicRow? Find(TopicName name)
    {
        _topic.Bind(1, name.Value);
        var found = _topic.Step() ? new TopicRow(_topic.Int64(0), _topic.Text(1)) { Newest = _topic.Int64(2), Time = _topic.Int64(3) }
            : null;
        _topic.Reset();
        return found;
    }

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    // Begins a transaction. If an earlier rollback failed and left its transaction open, rolls that transaction back first, so that it does
    // not become part of the new one.
    private void Begin()
    {
        if (IsInTransaction)
            _rollback.Run();
        _begin.Run();
    }

    private void TryRollback()
    {
        // If the disk is full or has failed, SQLite rolls the transaction back by itself, and nothing remains to be done.
        if (!IsInTransaction)
            return;
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // The rollback failed. Begin() tries the rollback again before the following transaction. The caller reports the error that was
            // the reason for the rollback.
        }
    }

    private sealed record TopicRow(long Id, string Epoch)
    {
        public long Newest { get; set; }

        public long Time { get; set; }
    }
}
