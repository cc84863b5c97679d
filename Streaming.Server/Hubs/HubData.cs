using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;
using Streaming.Server.Messages;

namespace Streaming.Server.Hubs;

/// <summary>What a client publishes over the hub: a string is text, and any other value is JSON, into which MessagePack is taken over.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Utf8">The text, or the JSON value.</param>
[JsonConverter(typeof(HubDataJson))]
[MessagePackFormatter(typeof(HubDataMessagePack))]
public sealed record HubData(DataKind Kind, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>As a message.</summary>
    /// <exception cref="RefusalException">It cannot be one.</exception>
    internal NewMessage ToMessage(string? type, string? sender) =>
        Kind == DataKind.Text ? NewMessage.Text(Utf8.Span, type, sender) : NewMessage.Json(Utf8.Span, type, sender);
}

/// <summary>Reads data from the hub's JSON.</summary>
internal sealed class HubDataJson : JsonConverter<HubData>
{
    public override bool HandleNull => true;

    public override HubData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new HubData(DataKind.Text, Encoding.UTF8.GetBytes(reader.GetString()!));
        using var json = JsonDocument.ParseValue(ref reader);
        return new HubData(DataKind.Json, Encoding.UTF8.GetBytes(json.RootElement.GetRawText()));
    }

    public override void Write(Utf8JsonWriter writer, HubData value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Kind == DataKind.Json ? value.Utf8.Span : JsonText.Quote(value.Utf8.Span));
}

/// <summary>Reads data from the hub's MessagePack.</summary>
internal sealed class HubDataMessagePack : IMessagePackFormatter<HubData>
{
    public HubData Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.NextMessagePackType == MessagePackType.String)
            return new HubData(DataKind.Text, Encoding.UTF8.GetBytes(reader.ReadString()!));
        return new HubData(DataKind.Json, Encoding.UTF8.GetBytes(MessagePackSerializer.ConvertToJson(reader.ReadRaw(), options)));
    }

    public void Serialize(ref MessagePackWriter writer, HubData value, MessagePackSerializerOptions options) => HubMessageMessagePack.WriteData(ref writer, value.Kind, value.Utf8);
}
