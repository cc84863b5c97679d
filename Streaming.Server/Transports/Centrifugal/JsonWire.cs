using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Text.Json;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Encodes the Centrifugal protocol in JSON: one object per line. No object contains a line end.</summary>
internal sealed class JsonWire(ReplyFraming framing) : CentrifugalWire(framing)
{
    private static readonly JsonReaderOptions s_several = new() { AllowMultipleValues = true, MaxDepth = JsonDepth.ParserLimit };

    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    public override WebSocketMessageType Kind => WebSocketMessageType.Text;

    public override string Subprotocol => "centrifuge-json";

    public override bool IsBinary => false;

    public override byte[] Write(Reply reply)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, MessageJson.WriterOptions))
            ReplyWriter.Write(json, reply);
        return Framing.Frame(buffer.Written);
    }

    protected override bool TryReadNext(ref ReadOnlyMemory<byte> rest, [NotNullWhen(true)] out Command? command)
    {
        command = null;
        rest = rest.TrimStart(WhiteSpace);
        if (rest.IsEmpty)
            return false;
        try
        {
            var reader = new Utf8JsonReader(rest.Span, s_several);
            reader.Read();
            using var json = JsonDocument.ParseValue(ref reader);
            command = CommandReader.Read(json.RootElement);
            rest = rest[(int)reader.BytesConsumed..];
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // The message of the client is not JSON, or one of its fields has another type than the protocol requires.
            var why = JsonDepth.IsTooDeepToParse(rest.Span) ? $"data of more than {JsonDepth.Limit} levels" : "not a command in JSON";
            throw new ConnectionClosedException(CloseReason.BadRequest, why, e);
        }
    }
}
