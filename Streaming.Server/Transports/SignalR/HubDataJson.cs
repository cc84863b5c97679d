using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Reads the data of a published message from the JSON that a SignalR client sends.</summary>
internal sealed class HubDataJson : JsonConverter<HubData>
{
    public override bool HandleNull => true;

    public override HubData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Text(ref reader);
        using var json = JsonDocument.ParseValue(ref reader);
        return new HubData(DataKind.Json, JsonMarshal.GetRawUtf8Value(json.RootElement).ToArray());
    }

    public override void Write(Utf8JsonWriter writer, HubData value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Kind == DataKind.Json ? value.Utf8.Span : JsonText.Quote(value.Utf8.Span));

    private static HubData Text(ref Utf8JsonReader reader)
    {
        var utf8 = new byte[reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length];
        try
        {
            return new HubData(DataKind.Text, utf8.AsMemory(0, reader.CopyString(utf8)));
        }
        catch (InvalidOperationException)
        {
            return new HubData(DataKind.Text,
                default)
            { Problem = "The text has half of a surrogate pair, or is not valid UTF-8; send whole characters." };
        }
    }
}
