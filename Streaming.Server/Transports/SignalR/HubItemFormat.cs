using System.Buffers;
using System.Buffers.Binary;
using MessagePack;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Encodes a message as the item of a hub stream, once for all clients of a protocol (JSON or MessagePack). The encoding is a record: the
/// length of the item (4 bytes) and the item. What differs from client to client precedes and follows the item.
/// </summary>
internal abstract class HubItemFormat : WireFormat
{
    /// <summary>The items of clients that use JSON.</summary>
    public static readonly HubItemFormat Json = new JsonFormat();

    /// <summary>The items of clients that use MessagePack.</summary>
    public static readonly HubItemFormat MessagePack = new MessagePackFormat();

    private const int LengthBytes = sizeof(int);

    /// <summary>Returns the encoded item of a message.</summary>
    public ReadOnlySpan<byte> ItemOf(Message message) => message.Frame(this).AsSpan(LengthBytes);

    /// <summary>Returns the first item of joined records, and removes its record.</summary>
    public static ReadOnlySpan<byte> TakeItem(ref ReadOnlySpan<byte> records)
    {
        var item = records.Slice(LengthBytes, BinaryPrimitives.ReadInt32LittleEndian(records));
        records = records[(LengthBytes + item.Length)..];
        return item;
    }

    private static byte[] Record(ReadOnlySpan<byte> item)
    {
        var record = new byte[LengthBytes + item.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, item.Length);
        item.CopyTo(record.AsSpan(LengthBytes));
        return record;
    }

    private sealed class JsonFormat : HubItemFormat
    {
        protected internal override byte[] Encode(Message message) => Record(MessageJson.ToUtf8(message));
    }

    private sealed class MessagePackFormat : HubItemFormat
    {
        protected internal override byte[] Encode(Message message)
        {
            var buffer = new ArrayBufferWriter<byte>(message.Data.Length + 256);
            var writer = new MessagePackWriter(buffer);
            HubMessageMessagePack.WriteMessage(ref writer, message);
            writer.Flush();
            return Record(buffer.WrittenSpan);
        }
    }
}
