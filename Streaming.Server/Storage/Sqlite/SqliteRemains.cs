using Microsoft.Data.Sqlite;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Deletes the messages, idempotency keys and producers (clients that number their requests) that deleted topics have left behind, in
/// several steps. Appends can run between two steps.
/// </summary>
internal sealed class SqliteRemains(SqliteConnection connection) : IDisposable
{
    private const int Step = 2_000;

    // The time for which the record of a deleted topic is kept. Other processes that use the same file find the deletion by this record.
    private static readonly TimeSpan s_keepFor = TimeSpan.FromMinutes(1);

    private readonly SqliteStatement[] _delete =
    [
        Delete(connection, "messages", "topic, \"offset\""),
        Delete(connection, "topic_producers", "topic, id"),
        Delete(connection, "upload_hashes", "topic, key, start"),
        Delete(connection, "idempotency_keys", "topic, key"),
    ];

    private readonly SqliteStatement _forget = new(connection, "DELETE FROM deleted_topics WHERE time < ?1");

    /// <summary>Deletes up to 2,000 rows that belong to deleted topics.</summary>
    /// <returns>True if more rows may remain.</returns>
    public bool DeleteSome()
    {
        foreach (var statement in _delete)
        {
            var deleted = 0;
            using var rows = statement.ReadRows();
            while (statement.Step())
                deleted++;
            if (deleted == Step)
                return true;
        }

        return false;
    }

    /// <summary>Removes the records of topics that were deleted more than a minute ago.</summary>
    public void Forget(DateTime now) => _forget.Bind(1, SqliteTime.From(now - s_keepFor)).Run();

    public void Dispose()
    {
        foreach (var statement in _delete)
            statement.Dispose();
        _forget.Dispose();
    }

    private static SqliteStatement Delete(SqliteConnection connection, string table, string key) => new(connection, $"""
        DELETE FROM {table} WHERE ({key}) IN (
            SELECT {key.Replace("topic", "x.topic", StringComparison.Ordinal)} FROM deleted_topics d
            JOIN {table} x ON x.topic = d.topic LIMIT {Step})
        RETURNING 1
        """);
}
