using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The state of a topic's log (the store of the topic's messages): the epoch (the id of one lifetime of the log), the oldest offset and the
/// newest offset.
/// </summary>
/// <param name="Epoch">The epoch: six characters that identify one lifetime of the topic's log.</param>
/// <param name="Oldest">The offset of the oldest message in the log; <paramref name="Newest"/> + 1 if the log contains no message of the
/// topic.</param>
/// <param name="Newest">The offset of the newest message, even if this message was deleted; 0 if the topic never had a message.</param>
public readonly record struct LogState(string Epoch, long Oldest, long Newest)
{
    /// <summary>The number of messages that the log of the topic contains.</summary>
    public long Count => Newest - Oldest + 1;

    /// <summary>The properties of the topic, such as its content type; null if it has none, like most topics.</summary>
    internal TopicProperties? Properties { get; init; }

    /// <summary>The time of the topic's newest message, even if this message was deleted; null if the topic never had a message.</summary>
    internal DateTime? LastTime { get; init; }

    /// <summary>Whether the topic exists: it was created explicitly or has ever had a message, and it is not deleted.</summary>
    internal bool Exists => Properties is { } properties ? !properties.IsDeleted : Newest > 0;
}
