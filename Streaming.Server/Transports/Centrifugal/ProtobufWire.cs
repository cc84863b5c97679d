using System.Net.WebSockets;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Encodes the Centrifugal protocol in Protobuf: the length of each message precedes it, as a varint (7 bits in each byte).
/// </summary>
internal sealed class ProtobufWire(ReplyFraming framing) : CentrifugalWire(framing)
{
    public override WebSocketMessageType Kind => WebSocketMessageType.Binary;

    public override string Subprotocol => "centrifuge-protobuf";

    public override bool IsBinary => true;

    public override IReadOnlyList<Command> Read(ReadOnlyMemory<byte> message)
    {
        var commands = new List<Command>();
        using var input = new CodedInputStream(message.ToArray());
        try
        {
            while (!input.IsAtEnd)
            {
                var command = new Command();
                input.ReadMessage(command);
                commands.Add(command);
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ConnectionClosedException(CloseReason.BadRequest, "not Protobuf", e);
        }

        return commands.Count > 0 ? commands : throw new ConnectionClosedException(CloseReason.BadRequest, "an empty message");
    }

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
}
