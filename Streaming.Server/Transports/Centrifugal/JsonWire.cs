using System.Net.WebSockets;
using System.Text.Json;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Encodes the Centrifugal protocol in JSON: one object per line. No object contains a line end.</summary>
internal sealed class JsonWire(ReplyFraming framing) : CentrifugalWire(framing)
{
    private static readonly JsonReaderOptions s_several = new() { AllowMultipleValues = true, MaxDepth = JsonDepth.ParserLimit };

    public override WebSocketMessageType Kind => WebSocketMessageType.Text;

    public override string Subprotocol => "centrifuge-json";

    public override bool IsBinary => false;

    public override IReadOnlyList<Command> Read(ReadOnlyMemory<byte> message)
    {
        var commands = new List<Command>();
        var reader = new Utf8JsonReader(message.Span, s_several);
        try
        {
            while (reader.Read())
            {
                using var json = JsonDocument.ParseValue(ref reader);
                commands.Add(CommandReader.Read(json.RootElement));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The message of the client is not JSON, or one of its fields has another type than the protocol requires.
            var why = JsonDepth.IsTooDeepToParse(message.Span) ? $"data of more than {JsonDepth.Limit} levels" : "not a command in JSON";
            throw new ConnectionClosedException(CloseReason.BadRequest, why, e);
        }

        return commands.Count > 0 ? commands : throw new ConnectionClosedException(CloseReason.BadRequest, "an empty message");
    }

    public override byte[] Write(Reply reply)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, MessageJson.WriterOptions))
            ReplyWriter.Write(json, reply);
        return Framing.Frame(buffer.Written);
    }
}
