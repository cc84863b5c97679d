using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Holds the row of a topic inside a transaction that may change the topic.</summary>
/// <param name="Id">The id of the topic in the database file.</param>
/// <param name="Epoch">The epoch of the topic (the id of one lifetime of its log).</param>
internal sealed record SqliteTopicRow(long Id, string Epoch)
{
    /// <summary>The offset of the topic's newest message.</summary>
    public long Newest { get; set; }

    /// <summary>The time of the topic's newest message.</summary>
    public long Time { get; set; }

    /// <summary>
    /// Whether a deleted topic of this name had the epoch that is derived from the seed of the store, so that this epoch cannot be used
    /// again.
    /// </summary>
    public bool HadSeed { get; init; }

    /// <summary>The properties of the topic; null if it has none.</summary>
    public TopicProperties? Properties { get; set; }

    /// <summary>Whether the properties were changed, so that they must be written.</summary>
    public bool HasNewProperties { get; set; }

    /// <summary>Whether the topic exists: it was created explicitly, or has ever had a message.</summary>
    public bool IsThere => Properties is not null || Newest > 0;
}
