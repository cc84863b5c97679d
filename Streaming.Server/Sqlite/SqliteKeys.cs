using Microsoft.Data.Sqlite;
using Streaming.Server.Topics;

namespace Streaming.Server.Sqlite;

/// <summary>The idempotency keys, written in the same transaction as what they guard.</summary>
internal sealed class SqliteKeys(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _find =
        new(connection, "SELECT first, last, count, subscribers FROM idempotency_keys WHERE topic = ?1 AND key = ?2 AND time >= ?3");

    private readonly SqliteStatement _save =
        new(connection, "INSERT OR REPLACE INTO idempotency_keys (topic, key, first, last, count, subscribers, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    /// <summary>What the key has published so far, if it was used at or after <paramref name="since"/>.</summary>
    public AppendResult? Find(long topic, string key, string epoch, DateTime since)
    {
        _find.Bind(1, topic).Bind(2, key).Bind(3, SqliteTime.From(since));
        AppendResult? found = _find.Step() ? new AppendResult(epoch, _find.Int64(0), _find.Int64(1), _find.Int64(2), 0, (int)_find.Int64(3)) : null;
        _find.Reset();
        return found;
    }

    public void Save(long topic, string key, in AppendResult result, long time) =>
        _save.Bind(1, topic).Bind(2, key).Bind(3, result.First).Bind(4, result.Last).Bind(5, result.Count).Bind(6, result.Subscribers).Bind(7, time).Run();

    public void Dispose()
    {
        _find.Dispose();
        _save.Dispose();
    }
}
