using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Creates the data of the message that marks the end of a replay: the subscriber has received all messages up to the newest one at the
/// time of its subscription.
/// </summary>
internal static class CaughtUp
{
    /// <summary>Creates the JSON data of the message that marks the end of a replay: <c>{"topic","position"}</c>.</summary>
    /// <param name="topic">The topic of the replay.</param>
    /// <param name="head">The position of the newest message at the time of the subscription.</param>
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
