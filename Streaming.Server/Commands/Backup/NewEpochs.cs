using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Commands.Backup;

/// <summary>
/// Gives all topics of a restored database new epochs (six characters that identify one lifetime of a topic). So a position that a client
/// received from the replaced database never belongs to another message: the client receives a gap, and then all stored messages.
/// </summary>
internal static class NewEpochs
{
    /// <summary>Gives all topics in the file new epochs (the first part of a position), in one transaction.</summary>
    public static void Write(string database)
    {
        using var connection = SqliteFile.Open(database, SqliteOpenMode.ReadWrite);
        using var transaction = connection.BeginTransaction();
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

        // The server's own positions stay valid: the beginnings of forks, and the cursors of durable subscriptions.
        var tables = SqliteFile.Read(connection, "SELECT name FROM sqlite_master WHERE name IN ('topic_properties', 'durable_cursors')");
        if (tables.Contains("topic_properties"))
        {
            SqliteFile.Run(connection,
                "UPDATE topic_properties SET source_epoch = (SELECT epoch FROM topics WHERE id = source) WHERE source IS NOT NULL");
        }

        if (tables.Contains("durable_cursors"))
        {
            SqliteFile.Run(connection,
                "UPDATE durable_cursors SET epoch = (SELECT epoch FROM topics WHERE name = topic) WHERE epoch IS NOT NULL");
        }

        transaction.Commit();
    }
}
