using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Creates messages of type <c>gap</c>, which stand for deleted messages. A subscriber that requested the messages after a position
/// receives such a message if the log has deleted some of them.
/// </summary>
internal static class Gap
{
    /// <summary>
    /// Creates a message of type <c>gap</c>. Its position is just before the oldest message in the log, so that a subscriber that later
    /// resumes at this position does not receive another gap.
    /// </summary>
    /// <param name="topic">The topic whose messages are no longer in the log.</param>
    /// <param name="requested">The position after which the subscriber requested messages.</param>
    /// <param name="epoch">The current epoch of the topic: a text that identifies one lifetime of the topic's log.</param>
    /// <param name="oldest">The offset of the oldest message in the log; <paramref name="newest"/> + 1 if the log has no messages of the
    /// topic.</param>
    /// <param name="newest">The offset of the newest message of the topic.</param>
    /// <param name="time">The current time, in UTC.</param>
    public static Message Create(TopicName topic, Position requested, string epoch, long oldest, long newest, DateTime time)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic.Value);
            json.WriteString("requested", requested.ToString());
            if (oldest <= newest)
                json.WriteString("oldest", new Position(epoch, oldest).ToString());
            else
                json.WriteNull("oldest");
            json.WriteString("newest", new Position(epoch, newest).ToString());

            // The requested position may have another epoch (the id of one lifetime of the log) than the topic. The number of lost messages
            // is unknown in this case.
            if (string.Equals(requested.Epoch, epoch, StringComparison.Ordinal) && requested.Offset < oldest)
                json.WriteNumber("lost", oldest - 1 - requested.Offset);
            else
                json.WriteNull("lost");
            json.WriteEndObject();
        }

        return new Message(topic, new Position(epoch, oldest - 1), time,
            new NewMessage(DataKind.Json, buffer.WrittenSpan.ToArray(), MessageType.Gap, Sender: null));
    }

    /// <summary>Returns the position after which the subscriber of a message of type <c>gap</c> requested messages.</summary>
    public static Position RequestedOf(Message gap)
    {
        using var json = JsonDocument.Parse(gap.Data);
        return Position.Parse(json.RootElement.GetProperty("requested").GetString()!);
    }
}
