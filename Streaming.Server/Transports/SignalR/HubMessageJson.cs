using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Writes a message for SignalR clients that use JSON.</summary>
internal sealed class HubMessageJson : JsonConverter<HubMessage>
{
    public override void Write(Utf8JsonWriter writer, HubMessage value, JsonSerializerOptions options) =>
        writer.WriteRawValue(HubItemFormat.Json.ItemOf(value.Message), skipInputValidation: true);

    public override HubMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Only a topic's log creates messages; publish a new message instead of reading one.");
}
