using Microsoft.Data.Sqlite;
using SQLitePCL;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Writes topics and messages with the prepared SQL statements of the only connection on which this process writes.</summary>
internal sealed class SqliteWriter : IDisposable
{
    // The maximum number of messages that one transaction deletes. A deletion of more messages takes several transactions, and appends run
    // between them.
    private const int TrimStep = 2_000;

    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _raiseOldest;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _probe;
    private readonly SqliteKeys _keys;
    private readonly SqliteTopicRows _topics;
    private readonly SqliteProducers _producers;
    private readonly SqliteLives _lives;
    private readonly SqliteRemains _remains;
    private readonly SqliteConnection _connection;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _rollback = new SqliteStatement(connection, "ROLLBACK");
        _insert = new SqliteStatement(connection, """
            INSERT INTO messages (topic, "offset", time, type, sender, kind, data, traceparent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        _raiseOldest = new SqliteStatement(
            connection, "UPDATE topics SET oldest = min(max(oldest, ?3), newest + 1) WHERE name = ?1 AND epoch = ?2");
        _delete = new SqliteStatement(connection, """
            DELETE FROM messages WHERE (topic, "offset") IN (
                SELECT m.topic, m."offset" FROM topics t JOIN messages m ON m.topic = t.id AND m."offset" < t.oldest
                WHERE t.name = ?1 ORDER BY m."offset" LIMIT ?2)
            RETURNING 1
            """);
        _probe = new SqliteStatement(connection, "UPDATE store SET moved = moved");
        _keys = new SqliteKeys(connection);
        _topics = new SqliteTopicRows(connection);
        _producers = new SqliteProducers(connection);
        _lives = new SqliteLives(connection, _topics);
        _remains = new SqliteRemains(connection);
    }

    /// <summary>Runs a function in one transaction, and stores the messages that the function appends in the same transaction.</summary>
    /// <param name="ownTransactions">
    /// The numbers of this process's transactions. The number of this transaction is added before other processes can see the transaction.
    /// </param>
    /// <param name="work">The function to run. The function may call <see cref="Append"/> to append messages.</param>
    public T Transact<T>(OwnTransactions ownTransactions, Func<T> work)
    {
        long number = 0;
        var isCommitting = false;
        try
        {
            Begin();
            var result = work();
            // Only a transaction that changes topics gets a number, because other processes find changed topics by this number.
            if (_topics.HasChanges || _lives.Deleted is not null)
                ownTransactions.Add(number = SaveOffsets());
            isCommitting = true;
            _commit.Run();
            return result;
        }
        catch (Exception e)
        {
            TryRollback();
            // The transaction failed, so its number is free again. A transaction of another process may get the same number, and must not
            // be treated as a transaction of this process.
            ownTransactions.Remove(number);
            if (isCommitting && e is SqliteException error && SqliteFailure.MayBeStored(error))
                throw SqliteFailure.ForCommit(error);
            throw;
        }
        finally
        {
            _topics.Clear();
            _lives.Clear();
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

    /// <summary>
    /// Appends messages to a topic, or creates the topic with these messages, inside a transaction. Before the commit,
    /// <see cref="SaveOffsets"/> must be called to store the topic's newest offset.
    /// </summary>
    public AppendResult Append(AppendRequest append)
    {
        if (append.Creation is not null)
            return Create(append);
        var topic = append.Conditions is { MustExist: true } ? _topics.GetExisting(append.Topic) : _topics.Get(append.Topic);
        if (topic is { Properties: not null })
            topic = _lives.Unexpired(append, topic) ?? (append.Conditions is { MustExist: true } ? null : _topics.Get(append.Topic));
        if (topic is null)
            return ConditionalAppends.Unchanged(
                append, _topics.EpochOf(append.Topic), 0, new AppendVerdict(AppendOutcome.NotFound));
        var before = append.Key is { } key ? _keys.Find(topic.Id, key, topic.Epoch, append.Time - AppendRequest.IdempotencyWindow) : null;
        var skip = 0;
        if (before is { } known && Compare(append, topic.Id, known, out skip) is { } conflict)
            return KeyedAppends.Refused(topic.Epoch, conflict);
        var isPlain = topic.Properties is null && append.Conditions is null;
        var count = append.Messages.Count - skip;
        if (!isPlain && (count > 0 || append.Conditions is not null) && Check(append, topic) is { } verdict)
            return ConditionalAppends.Unchanged(append, topic.Epoch, topic.Newest, verdict);
        var time = Insert(append, topic, skip);
        var result = KeyedAppends.Result(append, before, topic.Epoch, SqliteTime.To(time), topic.Newest, count);
        if (append.Key is not null)
            _keys.Save(topic.Id, append, result, isNew: before is null);
        return isPlain ? result : result with { Verdict = Finish(append, topic) };
    }

    /// <summary>
    /// Stores the newest offset of each topic to which this transaction has appended messages, with the number of the transaction.
    /// </summary>
    /// <returns>The number of this transaction, which is greater than the number of every earlier transaction.</returns>
    public long SaveOffsets()
    {
        var number = _lives.Deleted ?? _topics.NextTransaction();
        _topics.Save(number);
        return number;
    }

    /// <summary>Deletes a topic inside a transaction. <see cref="DeleteRemains"/> later deletes its messages.</summary>
    /// <param name="name">The name of the topic.</param>
    /// <param name="expiredAt">Deletes the topic only if it has expired at this time; null to delete it in any case.</param>
    /// <param name="now">The time of the deletion.</param>
    public DeleteOutcome Delete(TopicName name, DateTime? expiredAt, DateTime now)
    {
        if (_topics.GetExisting(name) is not { } topic)
            return DeleteOutcome.NotFound;
        return topic.Properties is { IsDeleted: true } ? DeleteOutcome.AlreadyDeleted
            : expiredAt is { } time && topic.Properties?.IsExpired(time) != true ? DeleteOutcome.NotExpired
            : _lives.Delete(name, topic, now);
    }

    /// <summary>
    /// Stores the times at which topics were read, because a read prolongs the topic's time to live. Runs inside a transaction.
    /// </summary>
    public void Touch(IReadOnlyList<TopicTouch> touches)
    {
        foreach (var touch in touches)
            _topics.Properties.Touch(touch);
    }

    /// <summary>Deletes up to 2,000 messages of deleted topics.</summary>
    /// <returns>True if more messages of deleted topics may remain.</returns>
    public bool DeleteRemains() => _remains.DeleteSome();

    /// <summary>
    /// Hides a topic's messages below an offset from readers, in one fast write. Does nothing if the topic has another epoch (id of one
    /// lifetime) than the given one. <see cref="DeleteTrimmed"/> deletes the hidden messages
    /// later, in several steps.
    /// </summary>
    public void RaiseOldest(TopicName topic, string epoch, long before) =>
        _raiseOldest.Bind(1, topic.Value).Bind(2, epoch).Bind(3, before).Run();

    /// <summary>Deletes up to 2,000 of the messages that <see cref="RaiseOldest"/> has hidden from readers.</summary>
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
    /// Checks whether the disk accepts writes, by writing a page of the database file with unchanged content. Runs inside a transaction.
    /// </summary>
    public void Probe() => _probe.Run();

    /// <summary>Deletes the idempotency keys that were last used before the given time.</summary>
    public void DeleteKeys(DateTime time)
    {
        _keys.DeleteOld(time);
        _remains.Forget(time + AppendRequest.IdempotencyWindow);
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _insert, _raiseOldest, _delete, _probe])
            statement.Dispose();
        foreach (var part in (IDisposable[])[_keys, _topics, _producers, _lives, _remains])
            part.Dispose();
    }

    private IdempotencyConflict? Compare(AppendRequest append, long topic, in StoredKey before, out int skip) =>
        KeyedAppends.Compare(append, before, (from, to) => _keys.Hashes(topic, append.Key!, from, to), out skip);

    private AppendResult Create(AppendRequest append)
    {
        var (topic, verdict) = _lives.Create(append);
        if (topic is null || verdict.IsRefusal || verdict.Outcome == AppendOutcome.Exists)
            return ConditionalAppends.Unchanged(append, topic?.Epoch ?? _topics.EpochOf(append.Topic), topic?.Newest ?? 0, verdict);
        var time = Insert(append, topic, skip: 0);
        return KeyedAppends.Result(append, before: null, topic.Epoch, SqliteTime.To(time), topic.Newest, append.Messages.Count)
            with
        { Verdict = verdict };
    }

    private long Insert(AppendRequest append, SqliteTopicRow topic, int skip)
    {
        // Within a topic, a message never has an earlier time than the message before it. The clock may have been set back, or another
        // process with another clock may have appended the message before.
        var time = Math.Max(SqliteTime.From(append.Time), topic.Time);
        if (append.Messages.Count > skip)
            (topic.Time, topic.HasNewMessages) = (time, true);
        for (var i = skip; i < append.Messages.Count; i++)
        {
            var message = append.Messages[i];
            _insert.Bind(1, topic.Id).Bind(2, ++topic.Newest).Bind(3, time)
                .Bind(4, message.Type == MessageType.Default ? null : message.Type)
                .Bind(5, message.Sender).Bind(6, (long)message.Kind).Bind(7, message.Data).Bind(8, append.Trace).Run();
        }

        return time;
    }

    private AppendVerdict? Check(AppendRequest append, SqliteTopicRow topic)
    {
        var producer = append.Conditions?.Producer is { } stamp
            ? _producers.Find(topic.Id, stamp.Id, append.Conditions.MaxProducers, append.Time) : default;
        return ConditionalAppends.Check(append, exists: true, topic.Properties, producer);
    }

    private AppendVerdict? Finish(AppendRequest append, SqliteTopicRow topic)
    {
        if (append.Conditions?.Producer is { } stamp)
            _producers.Save(topic.Id, stamp, append.Time);
        var before = topic.Properties;
        topic.Properties = ConditionalAppends.After(append, before, append.Time);
        topic.HasNewProperties |= ConditionalAppends.MustSave(append, before, topic.Properties);
        return ConditionalAppends.Done(append, topic.Properties);
    }

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    // Begins a transaction. An earlier rollback may have failed and left its transaction open. That transaction is rolled back first, so
    // that it does not become part of the new one.
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
            // The rollback has failed, and Begin() repeats it before the next transaction. The caller reports the error that was the reason
            // for the rollback.
        }
    }
}
