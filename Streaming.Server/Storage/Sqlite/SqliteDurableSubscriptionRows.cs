using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Runs the SQL statements that read and change durable subscriptions (those of the Durable Streams protocol). Writes run inside the
/// caller's transaction.
/// </summary>
internal static class SqliteDurableSubscriptionRows
{
    public static object Write(SqliteConnection connection, SubscriptionWrite write)
    {
        var subscription = write.Subscription;
        if (Version(connection, subscription.Id) != (write.IsNew ? null : subscription.Version - 1))
            return false;
        using var save = new SqliteStatement(
            connection, "INSERT OR REPLACE INTO durable_subscriptions (id, version, record) VALUES (?1, ?2, ?3)");
        save.Bind(1, subscription.Id).Bind(2, subscription.Version).BindBlob(3, SubscriptionJson.Write(subscription)).Run();
        using var remove = new SqliteStatement(connection, "DELETE FROM durable_cursors WHERE subscription = ?1 AND topic = ?2");
        foreach (var topic in write.Removed)
            remove.Bind(1, subscription.Id).Bind(2, topic.Value).Run();
        using var move = new SqliteStatement(
            connection, "INSERT OR REPLACE INTO durable_cursors (subscription, topic, epoch, \"offset\") VALUES (?1, ?2, ?3, ?4)");
        foreach (var (topic, acked) in write.Cursors)
            move.Bind(1, subscription.Id).Bind(2, topic.Value).Bind(3, acked?.Epoch).Bind(4, acked?.Offset).Run();
        return true;
    }

    public static object Delete(SqliteConnection connection, string id)
    {
        var exists = Version(connection, id) is not null;
        using var subscription = new SqliteStatement(connection, "DELETE FROM durable_subscriptions WHERE id = ?1");
        subscription.Bind(1, id).Run();
        using var cursors = new SqliteStatement(connection, "DELETE FROM durable_cursors WHERE subscription = ?1");
        cursors.Bind(1, id).Run();
        return exists;
    }

    public static object GetKey(SqliteConnection connection, byte[] candidate)
    {
        using var insert = new SqliteStatement(connection, "INSERT OR IGNORE INTO durable_keys (id, secret) VALUES (1, ?1)");
        insert.BindBlob(1, candidate).Run();
        using var select = new SqliteStatement(connection, "SELECT secret FROM durable_keys WHERE id = 1");
        select.Step();
        return select.Utf8(0).ToArray();
    }

    public static IReadOnlyList<DurableSubscription> List(SqliteConnection connection)
    {
        using var rows = new SqliteStatement(connection, "SELECT record FROM durable_subscriptions ORDER BY id");
        var all = new List<DurableSubscription>();
        while (rows.Step())
            all.Add(SubscriptionJson.Read(rows.Utf8(0)));
        return all;
    }

    public static DurableSubscription? Find(SqliteConnection connection, string id)
    {
        using var row = new SqliteStatement(connection, "SELECT record FROM durable_subscriptions WHERE id = ?1");
        return row.Bind(1, id).Step() ? SubscriptionJson.Read(row.Utf8(0)) : null;
    }

    public static IReadOnlyList<StreamCursor> ListCursors(SqliteConnection connection, string id)
    {
        using var rows = new SqliteStatement(
            connection, "SELECT topic, epoch, \"offset\" FROM durable_cursors WHERE subscription = ?1 ORDER BY topic");
        rows.Bind(1, id);
        var all = new List<StreamCursor>();
        while (rows.Step())
            all.Add(new StreamCursor(
                new TopicName(rows.Text(0)), rows.IsNull(1) ? null : new Position(rows.Text(1), rows.Int64(2))));
        return all;
    }

    // Returns the version of the stored subscription; null if it does not exist.
    private static long? Version(SqliteConnection connection, string id)
    {
        using var row = new SqliteStatement(connection, "SELECT version FROM durable_subscriptions WHERE id = ?1");
        return row.Bind(1, id).Step() ? row.Int64(0) : null;
    }
}
