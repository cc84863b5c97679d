using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The statements of the one writing connection of this process.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // Deleting goes in steps of this many messages, and appends go in between.
    private const int TrimStep = 2_000;

    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _nextMove;
    private readonly SqliteStatement _topic;
    private readonly SqliteStatement _newTopic;
    private readonly SqliteStatement _move;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _raiseOldest;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _probe;
    private readonly SqliteKeys _keys;
    private readonly SqliteConnection _connection;
    private readonly string _seed;
    private readonly Dictionary<TopicName, Written> _written = [];

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _rollback = new SqliteStatement(connection, "ROLLBACK");
        _nextMove = new SqliteStatement(connection, "SELECT max(coalesce(max(moved), 0), (SELECT moved FROM store)) + 1 FROM topics");
        _topic = new SqliteStatement(connection, "SELECT id, epoch, newest FROM topics WHERE name = ?1");
        _newTopic = new SqliteStatement(connection, "INSERT INTO topics (name, epoch, moved) VALUES (?1, ?2, 0)");
        _move = new SqliteStatement(connection, "UPDATE topics SET newest = ?2, moved = ?3 WHERE id = ?1");
        _insert = new SqliteStatement(connection, "INSERT INTO messages (topic, \"offset\", time, type, sender, kind, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
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

    /// <summary>Does work in one transaction, with all appends that belong to it.</summary>
    /// <param name="ownMoves">Is told the transaction's number before anyone can see it.</param>
    /// <param name="work">The work; it may call <see cref="Append"/>.</param>
    public T Transact<T>(OwnTransactions ownMoves, Func<T> work)
    {
        long move = 0;
        var isCommitting = false;
        try
        {
            Begin();
            var result = work();
            // A transaction without messages has no number: nobody needs to hear of it.
            if (_written.Count > 0)
                ownMoves.Add(move = SaveOffsets());
            isCommitting = true;
            _commit.Run();
            return result;
        }
        catch (Exception e)
        {
            TryRollback();
            // Another process may be given the number next.
            ownMoves.Remove(move);
            if (isCommitting && e is SqliteException error && SqliteFailure.MayBeStored(error))
                throw SqliteFailure.OfCommit(error);
            throw;
        }
        finally
        {
            _written.Clear();
        }
    }

    /// <summary>Appends, inside a transaction. <see cref="SaveOffsets"/> must be called before it is committed.</summary>
    public AppendResult Append(AppendRequest append)
    {
        var topic = Topic(append.Topic);
        var before = append.Key is { } key ? _keys.Find(topic.Id, key, topic.Epoch, append.Time - AppendRequest.IdempotencyWindow) : null;
        var skip = 0;
        if (before is { } kept && Compare(append, topic.Id, kept, out skip) is { } conflict)
            return KeyedAppends.Refused(topic.Epoch, conflict);
        var count = append.Messages.Count - skip;
        var time = SqliteTime.From(append.Time);
        for (var i = skip; i < append.Messages.Count; i++)
        {
            var message = append.Messages[i];
            _insert.Bind(1, topic.Id).Bind(2, ++topic.Newest).Bind(3, time)
                .Bind(4, message.Type == MessageType.Default ? null : message.Type)
                .Bind(5, message.Sender).Bind(6, (long)message.Kind).Bind(7, message.Data).Run();
        }

        var result = KeyedAppends.Result(append, before, topic.Epoch, topic.Newest, count);
        if (append.Key is not null)
            _keys.Save(topic.Id, append, result, isNew: before is null);
        return result;
    }

    /// <summary>Notes in the topics what was appended in this transaction, under a number of the transaction's own.</summary>
    public long SaveOffsets()
    {
        _nextMove.Step();
        var move = _nextMove.Int64(0);
        _nextMove.Reset();
        foreach (var written in _written.Values)
            _move.Bind(1, written.Id).Bind(2, written.Newest).Bind(3, move).Run();
        _written.Clear();
        return move;
    }

    /// <summary>Makes messages below an offset invisible. <see cref="DeleteTrimmed"/> then takes them out.</summary>
    /// <returns>Whether there may be some to take out: always.</returns>
    public bool RaiseOldest(TopicName topic, long before)
    {
        _raiseOldest.Bind(1, topic.Value).Bind(2, before).Run();
        return true;
    }

    /// <summary>Deletes some messages that are no longer visible.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool DeleteTrimmed(TopicName topic)
    {
        var deleted = 0;
        _delete.Bind(1, topic.Value).Bind(2, TrimStep);
        while (_delete.Step())
            deleted++;
        _delete.Reset();
        return deleted == TrimStep;
    }

    /// <summary>Writes a page without a change, inside a transaction, to find out whether the disk takes it.</summary>
    /// <returns>True.</returns>
    public bool Probe()
    {
        _probe.Run();
        return true;
    }

    /// <summary>Forgets idempotency keys.</summary>
    /// <returns>True.</returns>
    public bool ForgetKeys(DateTime time)
    {
        _keys.Forget(time);
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _nextMove, _topic, _newTopic, _move, _insert, _raiseOldest, _delete, _probe])
            statement.Dispose();
        _keys.Dispose();
    }

    private KeyConflict? Compare(AppendRequest append, long topic, in StoredKey before, out int skip) =>
        KeyedAppends.Compare(append, before, (from, to) => _keys.Hashes(topic, append.Key!, from, to), out skip);

    private Written Topic(TopicName name)
    {
        if (_written.TryGetValue(name, out var written))
            return written;
        if (Find(name) is not { } found)
        {
            _newTopic.Bind(1, name.Value).Bind(2, Epoch.Of(_seed, name)).Run();
            found = Find(name)!;
        }

        return _written[name] = found;
    }

    private Written? Find(TopicName name)
    {
        _topic.Bind(1, name.Value);
        var found = _topic.Step() ? new Written(_topic.Int64(0), _topic.Text(1)) { Newest = _topic.Int64(2) } : null;
        _topic.Reset();
        return found;
    }

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    // What a failed rollback has left open must not become part of this transaction.
    private void Begin()
    {
        if (IsInTransaction)
            _rollback.Run();
        _begin.Run();
    }

    private void TryRollback()
    {
        // SQLite has rolled back already, as it does when the disk is full or has failed.
        if (!IsInTransaction)
            return;
        try
        {
            _rollback.Run();
        }
        catch (SqliteException)
        {
            // It is tried again before the next transaction begins; the error that led here is the one to report.
        }
    }

    private sealed record Written(long Id, string Epoch)
    {
        public long Newest { get; set; }
    }
}
