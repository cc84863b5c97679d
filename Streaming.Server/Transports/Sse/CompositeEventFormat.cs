using System.Buffers.Binary;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Encodes a message for event streams of several topics as a record: its length, and the event up to the message's own position at the
/// beginning of the event id. All connections share the record. <see cref="CompositeEventWriter"/> adds the positions in the other topics,
/// which differ from connection to connection.
/// </summary>
internal sealed class CompositeEventFormat : WireFormat
{
    public static readonly CompositeEventFormat Instance = new();

    /// <summary>The number of bytes before each record: its length, which is negative if the record is not an event with an id.</summary>
    public const int HeaderBytes = sizeof(int);

    /// <summary>The beginning of the line with the event id, which is the last line of an event.</summary>
    public static ReadOnlySpan<byte> IdLine => "\nid: "u8;

    /// <summary>Returns a record whose bytes are written to the client unchanged, such as a heartbeat.</summary>
    public static byte[] Unchanged(ReadOnlySpan<byte> bytes) => Record(-bytes.Length, bytes);

    /// <inheritdoc/>
    protected internal override byte[] Encode(Message message)
    {
        // The text of the event ends with a line feed, so that "id: " begins a line.
        byte[] bytes = [.. SseFormat.Body.Encode(message), .. IdLine[1..],
            .. Encoding.ASCII.GetBytes($"{message.Topic.Value}={message.Position}")];
        return Record(bytes.Length, bytes);
    }

    private static byte[] Record(int header, ReadOnlySpan<byte> bytes)
    {
        var record = new byte[HeaderBytes + bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, header);
        bytes.CopyTo(record.AsSpan(HeaderBytes));
        return record;
    }
}
