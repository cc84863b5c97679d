using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Encodes the Centrifugal protocol in Protobuf: the length of each message precedes it, as a varint (7 bits in each byte).
/// </summary>
internal sealed class ProtobufWire(ReplyFraming framing) : CentrifugalWire(framing)
{
    // Five bytes with 7 bits each.
    private const int MaxLengthBits = 35;

    public override WebSocketMessageType Kind => WebSocketMessageType.Binary;

    public override string Subprotocol => "centrifuge-protobuf";

    public override bool IsBinary => true;

    public override byte[] Write(Reply reply)
    {
        var size = reply.CalculateSize();
        var bytes = new byte[CodedOutputStream.ComputeLengthSize(size) + size];
        using var output = new CodedOutputStream(bytes);
        output.WriteLength(size);
        reply.WriteTo(output);
        output.Flush();
        return Framing.Frame(bytes);
    }

    protected override bool TryReadNext(ref ReadOnlyMemory<byte> rest, [NotNullWhen(true)] out Command? command)
    {
        command = null;
        if (rest.IsEmpty)
            return false;
        try
        {
            var length = ReadLength(ref rest);
            if (length > rest.Length)
                throw new ConnectionClosedException(CloseReason.BadRequest, "a command that is cut off");
            command = Command.Parser.ParseFrom(rest.Span[..length]);
            rest = rest[length..];
            return true;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ConnectionClosedException(CloseReason.BadRequest, "not Protobuf", e);
        }
    }

    private static int ReadLength(ref ReadOnlyMemory<byte> rest)
    {
        var length = 0L;
        for (var (i, shift) = (0, 0); i < rest.Length && shift < MaxLengthBits; i++, shift += 7)
        {
            length |= (rest.Span[i] & 0x7FL) << shift;
            if ((rest.Span[i] & 0x80) != 0)
                continue;
            rest = rest[(i + 1)..];
            return (int)Math.Min(length, int.MaxValue);
        }

        throw new ConnectionClosedException(CloseReason.BadRequest, "a length that is not valid");
    }
}
