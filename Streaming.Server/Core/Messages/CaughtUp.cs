using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Creates the data of a <c>caught-up</c> message, which marks the end of the old messages in a stream. A subscriber that starts with old
/// messages receives it after all messages that the topic had at the time of the subscription.
/// </summary>
internal static class CaughtUp
{
    /// <summary>
    /// Creates the JSON data <c>{"topic","position"}</c> of a <c>caught-up</c> message, which marks the end of the old messages in a
    /// stream.
    /// </summary>
    /// <param name="topic">The topic whose old messages the subscriber has received.</param>
    /// <param name="head">The position of the topic's newest message at the time of the subscription.</param>
    public static byte[] Data(TopicName topic, Position head)
    {
        var buffer = new ArrayBufferWriter<byte>(96);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic.Value);
            json.WriteString("position", head.ToString());
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
