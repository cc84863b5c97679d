using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Core.Messages;

/// <summary>The message that tells a reader, in its own stream, that what stood between its position and the oldest kept message is gone.</summary>
public static class Gap
{
    /// <summary>
    /// A message of type <c>gap</c> whose position is just before the oldest kept message, so that a reader that resumes there is told once.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="requested">The position that the reader had.</param>
    /// <param name="epoch">The topic's epoch now.</param>
    /// <param name="oldest">The offset of the oldest kept message; <paramref name="newest"/> + 1 where none is kept.</param>
    /// <param name="newest">The newest offset.</param>
    /// <param name="time">Now, in UTC.</param>
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

            // Of another life of the log nobody knows how long it was.
            if (string.Equals(requested.Epoch, epoch, StringComparison.Ordinal) && requested.Offset < oldest)
                json.WriteNumber("lost", oldest - 1 - requested.Offset);
            else
                json.WriteNull("lost");
            json.WriteEndObject();
        }

        return new Message(topic, new Position(epoch, oldest - 1), time, new NewMessage(DataKind.Json, buffer.WrittenSpan.ToArray(), MessageType.Gap, Sender: null));
    }
}
