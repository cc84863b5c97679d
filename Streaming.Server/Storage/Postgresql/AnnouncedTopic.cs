using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Describes the messages that one commit appended to a topic, as part of the announcement of the commit to other nodes.</summary>
/// <param name="Topic">The topic to which the commit appended messages.</param>
/// <param name="Epoch">The topic's epoch (six characters that identify one lifetime of its log).</param>
/// <param name="Newest">The offset of the last message that the commit appended.</param>
/// <param name="Time">The time of the appended messages, in microseconds since 1970 (UTC).</param>
/// <param name="Messages">
/// The appended messages in the order of their offsets. Empty if the messages are not known, or are too large for an announcement.
/// </param>
internal sealed record AnnouncedTopic(TopicName Topic, string Epoch, long Newest, long Time, IReadOnlyList<NewMessage> Messages)
{
    /// <summary>Whether the topic has properties (such as a content type), which the commit may have changed.</summary>
    public bool HasProperties { get; init; }
}
