using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Writes a message for SignalR clients that use JSON.</summary>
internal sealed class HubMessageJson : JsonConverter<HubMessage>
{
    public override void Write(Utf8JsonWriter writer, HubMessage value, JsonSerializerOptions options) =>
        MessageJson.Write(writer, value.Message);

    public override HubMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Only a topic's log creates messages; publish a new message instead of reading one.");
}
