using System.Buffers;
using System.Text.Json;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Creates messages of type <c>closed</c>. When a topic was closed or deleted, or has expired, each subscriber receives such a message as
/// the last one. The message is not stored.
/// </summary>
internal static class Closed
{
    /// <summary>
    /// Creates a message with the data <c>{"topic","position","reason"}</c>. Its position is that of the topic's last message. So if a
    /// client resumes at this position, the server knows that the client has received all messages.
    /// </summary>
    /// <param name="topic">The topic that was closed or deleted, or has expired.</param>
    /// <param name="last">The position of the last message of the topic.</param>
    /// <param name="reason">The reason why the topic has no further messages.</param>
    /// <param name="time">The time of the message, in UTC.</param>
    public static Message Create(TopicName topic, Position last, EndReason reason, DateTime time)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic.Value);
            json.WriteString("position", last.ToString());
            json.WriteString("reason", Name(reason));
            json.WriteEndObject();
        }

        return new Message(
            topic, last, time, new NewMessage(DataKind.Json, buffer.WrittenSpan.ToArray(), MessageType.Closed, Sender: null));
    }

    /// <summary>Reads from a message of type <c>closed</c> the reason why the topic has no further messages.</summary>
    public static EndReason ReasonOf(Message message)
    {
        using var data = JsonDocument.Parse(message.Data);
        return data.RootElement.GetProperty("reason").GetString() switch
        {
            "deleted" => EndReason.Deleted,
            "expired" => EndReason.Expired,
            _ => EndReason.Closed,
        };
    }

    private static string Name(EndReason reason) => reason switch
    {
        EndReason.Deleted => "deleted",
        EndReason.Expired => "expired",
        _ => "closed",
    };
}
