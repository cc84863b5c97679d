using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Holds the data of a topic during a transaction that may change it.</summary>
/// <param name="Id">The id of the topic in the database file.</param>
/// <param name="Epoch">The epoch of the topic (the id of one lifetime of its log).</param>
internal sealed record SqliteTopicRow(long Id, string Epoch)
{
    /// <summary>The offset of the topic's newest message.</summary>
    public long Newest { get; set; }

    /// <summary>The time of the topic's newest message.</summary>
    public long Time { get; set; }

    /// <summary>
    /// Whether a deleted topic of the same name had the epoch (id of one lifetime) that is calculated from the name and the seed (a random
    /// text of the store). A new topic of this name must then get a random epoch, so that positions in the deleted topic are not valid for
    /// it.
    /// </summary>
    public bool HadSeed { get; init; }

    /// <summary>The properties of the topic; null if it has none.</summary>
    public TopicProperties? Properties { get; set; }

    /// <summary>Whether the transaction has changed the topic's properties, so that they must be written before the commit.</summary>
    public bool HasNewProperties { get; set; }

    /// <summary>Whether the transaction has created the topic or has appended messages to it.</summary>
    public bool HasNewMessages { get; set; }

    /// <summary>Whether the transaction has changed the topic. Other processes are told only of changed topics.</summary>
    public bool IsChanged => HasNewMessages || HasNewProperties;

    /// <summary>Whether the topic exists: it was created explicitly, or has ever had a message.</summary>
    public bool IsThere => Properties is not null || Newest > 0;
}
