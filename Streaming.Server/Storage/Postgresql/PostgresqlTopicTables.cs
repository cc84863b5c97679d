using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Selects the tables and SQL functions of topics by the schema of the database in which they are. One schema has the durable topics;
/// another one has the topics in memory, in unlogged tables. Both schemas have tables with the same names and columns.
/// </summary>
/// <param name="database">The database that contains the tables.</param>
/// <param name="store">The kind of topics that are stored in these tables: durable topics, or topics in memory.</param>
internal sealed class PostgresqlTopicTables(PostgresqlDatabase database, TopicStore store)
{
    /// <summary>The name of the schema with the durable topics.</summary>
    public const string DurableSchema = "streaming";

    /// <summary>The kind of topics that are stored in these tables: durable topics, or topics in memory.</summary>
    public TopicStore Store => store;

    /// <summary>
    /// The name of the schema with these tables. The announcements of commits to these tables are sent on a channel of the same name.
    /// </summary>
    public string Schema => store == TopicStore.Log ? DurableSchema : "streaming_memory";

    /// <summary>
    /// The number of the current generation of these topics. A new generation begins when messages may have been lost: after a failover,
    /// and for topics in memory also after a crash of PostgreSQL, which empties their tables.
    /// </summary>
    public int Generation => store == TopicStore.Log ? database.Generation : database.MemoryGeneration;

    /// <summary>
    /// Returns the epoch (id of one lifetime) of a topic in the current generation. A new generation begins when messages may have been
    /// lost.
    /// </summary>
    public string EpochOf(TopicName topic) => EpochOf(topic, life: null);

    /// <summary>
    /// Returns the epoch (id of one lifetime of the log) of a topic in one of its lives. A life is the time from a creation of the topic to
    /// its deletion. Null stands for the life of a topic that was created by its first publish.
    /// </summary>
    public string EpochOf(TopicName topic, string? life) =>
        store == TopicStore.Log ? database.EpochOf(topic, life) : database.MemoryEpochOf(topic, life);

    /// <summary>
    /// Returns the generation (a number that increases when messages may have been lost) in which a topic had the given epoch (id of one
    /// lifetime). Null if the topic never had this epoch, or if its messages of that time no longer exist.
    /// </summary>
    public int? FindGeneration(TopicName topic, string epoch, string? life = null) =>
        store == TopicStore.Log ? database.FindGeneration(topic, epoch, life)
        : string.Equals(epoch, EpochOf(topic, life), StringComparison.Ordinal) ? Generation : null;

    /// <summary>
    /// Reads the number of the current generation from the database again. (The number increases when messages may have been lost.)
    /// </summary>
    public Task ReadGenerationAsync(NpgsqlConnection connection) => database.ReadGenerationAsync(connection);
}
