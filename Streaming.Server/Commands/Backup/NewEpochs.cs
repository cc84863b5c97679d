using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Commands.Backup;

/// <summary>
/// Gives all topics of a restored database new epochs (six characters that identify one lifetime of a topic). So a position that a client
/// received from the replaced database never belongs to another message: the client receives a gap, and then all stored messages.
/// </summary>
internal static class NewEpochs
{
    // The tables with the positions up to which the server itself has read topics.
    private static readonly string[] s_cursors = ["durable_cursors", "webhook_cursors", "webhook_asides"];

    /// <summary>Gives all topics in the file new epochs (the first part of a position), in one transaction.</summary>
    public static void Write(string database)
    {
        using var connection = SqliteFile.Open(database, SqliteOpenMode.ReadWrite);
        using var transaction = connection.BeginTransaction();
        SqliteFile.Run(connection, "CREATE TEMP TABLE former AS SELECT name, epoch FROM topics");
        // The epochs of topics without messages follow from the seed.
        SqliteFile.Run(connection, "UPDATE store SET seed = lower(hex(randomblob(16)))");
        using (var update = connection.CreateCommand())
        {
            update.CommandText = "UPDATE topics SET epoch = $epoch WHERE name = $name";
            var (epoch, name) = (update.Parameters.Add("$epoch", SqliteType.Text), update.Parameters.Add("$name", SqliteType.Text));
            foreach (var topic in SqliteFile.Read(connection, "SELECT name FROM topics"))
            {
                (epoch.Value, name.Value) = (Epoch.NewRandom(), topic);
                update.ExecuteNonQuery();
            }
        }

        // The server's own positions stay valid: the beginnings of forks, and the cursors of durable subscriptions and webhooks. The backup
        // of an earlier version may not have all tables and columns.
        var columns = SqliteFile.Read(connection,
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'");
        if (columns.Contains("topic_properties.source_epoch"))
        {
            SqliteFile.Run(connection,
                "UPDATE topic_properties SET source_epoch = (SELECT epoch FROM topics WHERE id = source) WHERE source IS NOT NULL");
        }

        foreach (var table in s_cursors.Where(table => columns.Contains(table + ".epoch")))
        {
            // A position in a deleted topic keeps its epoch, and so does not become one in the later topic of the same name.
            SqliteFile.Run(connection, $"""
                UPDATE {table} SET epoch = (SELECT epoch FROM topics WHERE name = topic)
                WHERE (topic, epoch) IN (SELECT name, epoch FROM former)
                """);
        }

        transaction.Commit();
    }
}
