using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// The tables and functions of topics in the database, by the schema that has them: those of durable topics, or the unlogged ones of topics
/// in memory. Both have the same names and columns.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="store">The topics that are stored in them.</param>
internal sealed class PostgresqlTopicTables(PostgresqlDatabase database, TopicStore store)
{
    /// <summary>The schema of durable topics.</summary>
    public const string DurableSchema = "streaming";

    /// <summary>The topics that are stored in these tables.</summary>
    public TopicStore Store => store;

    /// <summary>The schema, and also the channel on which commits to its tables are announced.</summary>
    public string Schema => store == TopicStore.Log ? DurableSchema : "streaming_memory";

    /// <summary>
    /// The number of the generation. Durable topics begin one after a failover. Topics in memory also begin one after a crash of
    /// PostgreSQL, which has emptied their tables.
    /// </summary>
    public int Generation => store == TopicStore.Log ? database.Generation : database.MemoryGeneration;

    /// <summary>The epoch of a topic in the current generation.</summary>
    public string EpochOf(TopicName topic) => store == TopicStore.Log ? database.EpochOf(topic) : database.MemoryEpochOf(topic);

    /// <summary>
    /// The generation in which a topic had this epoch; null if it never had it, or if nothing is left of the messages that it had then.
    /// </summary>
    public int? FindGeneration(TopicName topic, string epoch) => store == TopicStore.Log ? database.FindGeneration(topic, epoch)
        : string.Equals(epoch, EpochOf(topic), StringComparison.Ordinal) ? Generation : null;

    /// <summary>Reads the generation again.</summary>
    public Task ReadGenerationAsync(NpgsqlConnection connection) => database.ReadGenerationAsync(connection);
}
