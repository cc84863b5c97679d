using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The row of a topic inside a transaction that may change it.</summary>
/// <param name="Id">The id of the topic in the database file.</param>
/// <param name="Epoch">The epoch of the topic.</param>
internal sealed record SqliteTopicRow(long Id, string Epoch)
{
    /// <summary>The offset of the newest message.</summary>
    public long Newest { get; set; }

    /// <summary>The time of the newest message.</summary>
    public long Time { get; set; }

    /// <summary>Whether a deleted life of the topic had the epoch that follows from the seed of the store.</summary>
    public bool HadSeed { get; init; }

    /// <summary>The properties of the topic; null if it has none.</summary>
    public TopicProperties? Properties { get; set; }

    /// <summary>Whether the properties must be written.</summary>
    public bool HasNewProperties { get; set; }

    /// <summary>Whether the topic was created or has ever had a message.</summary>
    public bool IsThere => Properties is not null || Newest > 0;
}
