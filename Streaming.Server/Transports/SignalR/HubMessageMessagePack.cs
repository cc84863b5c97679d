using System.Text;
using MessagePack;
using MessagePack.Formatters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Writes a message for SignalR clients that use MessagePack, with the same property names as in JSON.</summary>
internal sealed class HubMessageMessagePack : IMessagePackFormatter<HubMessage>
{
    private const int Fields = 8;

    /// <summary>
    /// Writes the data of a message to MessagePack: text as a string, JSON as the corresponding value, and bytes as bytes.
    /// </summary>
    public static void WriteData(ref MessagePackWriter writer, DataKind kind, ReadOnlyMemory<byte> utf8)
    {
        if (kind == DataKind.Text)
            writer.WriteString(utf8.Span);
        else if (kind == DataKind.Binary)
            writer.Write(utf8.Span);
        else
            HubJsonMessagePack.Write(ref writer, utf8);
    }

    /// <summary>Writes a message to MessagePack.</summary>
    public static void WriteMessage(ref MessagePackWriter writer, Message message)
    {
        Span<byte> time = stackalloc byte[32];
        writer.WriteMapHeader(message.TraceParent is null ? Fields : Fields + 1);
        writer.Write("topic");
        writer.Write(message.Topic.Value);
        writer.Write("epoch");
        writer.Write(message.Position.Epoch);
        writer.Write("offset");
        writer.Write(message.Offset);
        writer.Write("position");
        writer.Write(message.Position.ToString());
        writer.Write("time");
        writer.Write(Encoding.ASCII.GetString(MessageTime.Format(message.Time, time)));
        writer.Write("type");
        writer.Write(message.Type);
        writer.Write("sender");
        writer.Write(message.Sender);
        writer.Write("data");
        WriteData(ref writer, message.Kind, message.Data);
        if (message.TraceParent is { } trace)
        {
            writer.Write("traceparent");
            writer.Write(trace);
        }
    }

    public void Serialize(ref MessagePackWriter writer, HubMessage value, MessagePackSerializerOptions options) =>
        writer.WriteRaw(HubItemFormat.MessagePack.ItemOf(value.Message));

    public HubMessage Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("Only a topic's log creates messages; publish a new message instead of reading one.");
}
