using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Stores the idempotency keys of topics in SQLite, in the same transaction as the messages that are published under the keys.
/// </summary>
internal sealed class SqliteKeys(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _find =
        new(connection, "SELECT first, last, count, subscribers, payload " +
            "FROM idempotency_keys WHERE topic = ?1 AND key = ?2 AND time >= ?3");

    private readonly SqliteStatement _save = new(connection, """
        INSERT OR REPLACE INTO idempotency_keys (topic, key, first, last, count, subscribers, time, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    // Reads the hashes of an upload's messages, from message number ?3 on. The hashes are stored in blocks, one for each append. A block
    // may be missing, because a key can expire during an upload: the result then starts with the next block.
    private readonly SqliteStatement _hashes = new(connection, """
        SELECT start, hashes FROM upload_hashes
        WHERE topic = ?1 AND key = ?2 AND start < ?4
            AND start >= coalesce((SELECT max(start) FROM upload_hashes WHERE topic = ?1 AND key = ?2 AND start <= ?3), 0)
        ORDER BY start
        """);

    private readonly SqliteStatement _saveHashes = new(
        connection, "INSERT INTO upload_hashes (topic, key, start, hashes) VALUES (?1, ?2, ?3, ?4)");
    private readonly SqliteStatement _deleteHashes = new(connection, "DELETE FROM upload_hashes WHERE topic = ?1 AND key = ?2");

    private readonly SqliteStatement _deleteOldHashes =
        new(connection, "DELETE FROM upload_hashes WHERE (topic, key) IN (SELECT topic, key FROM idempotency_keys WHERE time < ?1)");

    private readonly SqliteStatement _deleteOld = new(connection, "DELETE FROM idempotency_keys WHERE time < ?1");

    /// <summary>
    /// Returns the result of the publish that used an idempotency key, and the hash of its messages. Returns null if the key was not used
    /// after the given time.
    /// </summary>
    public StoredKey? Find(long topic, IdempotencyKey key, string epoch, DateTime since)
    {
        _find.Bind(1, topic).Bind(2, key.Text).Bind(3, SqliteTime.From(since));
        StoredKey? found = _find.Step()
            ? new StoredKey(new AppendResult(epoch, default, _find.Int64(0), _find.Int64(1), _find.Int64(2), 0, (int)_find.Int64(3)),
                _find.IsNull(4) ? null : _find.Utf8(4).ToArray())
            : null;
        _find.Reset();
        return found;
    }

    /// <summary>
    /// Returns the stored hashes of an upload's messages, with which a repetition of the upload is compared. The first hash is that of
    /// message number <paramref name="from"/>; the last one is that of the message before number <paramref name="to"/>.
    /// </summary>
    public IEnumerable<StoredHashes> Hashes(long topic, IdempotencyKey key, long from, long to)
    {
        _hashes.Bind(1, topic).Bind(2, key.Text).Bind(3, from).Bind(4, to);
        try
        {
            while (_hashes.Step())
                yield return new StoredHashes(_hashes.Int64(0), _hashes.Utf8(1).ToArray());
        }
        finally
        {
            _hashes.Reset();
        }
    }

    /// <summary>
    /// Stores the result of an append under its idempotency key. For an upload, also stores a hash of each new message, with which a
    /// repetition of the upload is compared.
    /// </summary>
    public void Save(long topic, AppendRequest append, in AppendResult result, bool isNew)
    {
        var key = append.Key!;
        _save.Bind(1, topic).Bind(2, key.Text).Bind(3, result.First).Bind(4, result.Last).Bind(5, result.Count).Bind(6, result.Subscribers)
            .Bind(7, SqliteTime.From(append.Time)).BindBlob(8, key.Payload).Run();
        // An expired key (last used more than 24 hours ago) may still be stored. When such a key is used again, the hashes of its earlier
        // upload are deleted here.
        if (isNew)
            _deleteHashes.Bind(1, topic).Bind(2, key.Text).Run();
        if (append.Part is { } part && result.Appended > 0)
            _saveHashes.Bind(1, topic).Bind(2, key.Text).Bind(3, result.Count - result.Appended)
                .BindBlob(4, part.Hashes.AsSpan()[^(result.Appended * UploadHash.Size)..]).Run();
    }

    /// <summary>Deletes the idempotency keys that were last used before the given time.</summary>
    public void DeleteOld(DateTime time)
    {
        _deleteOldHashes.Bind(1, SqliteTime.From(time)).Run();
        _deleteOld.Bind(1, SqliteTime.From(time)).Run();
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_find, _save, _hashes, _saveHashes, _deleteHashes, _deleteOldHashes, _deleteOld])
            statement.Dispose();
    }
}
