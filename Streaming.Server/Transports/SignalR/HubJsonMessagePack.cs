using System.Text.Json;
using MessagePack;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Writes a JSON value as the corresponding MessagePack value. MessagePack's own conversion writes nothing for an integer of more than 28
/// digits, so that a client could read neither the message nor those after it.
/// </summary>
internal static class HubJsonMessagePack
{
    /// <summary>Writes a JSON value. An integer that has no more than 64 bits stays exact; other numbers become a double.</summary>
    public static void Write(ref MessagePackWriter writer, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, JsonDepth.Parsing);
        Write(ref writer, document.RootElement);
    }

    private static void Write(ref MessagePackWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var property in value.EnumerateObject())
                {
                    writer.Write(property.Name);
                    Write(ref writer, property.Value);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                    Write(ref writer, item);
                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Number:
                WriteNumber(ref writer, value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void WriteNumber(ref MessagePackWriter writer, JsonElement number)
    {
        if (number.TryGetInt64(out var integer))
            writer.Write(integer);
        else if (number.TryGetUInt64(out var large))
            writer.Write(large);
        else
            writer.Write(number.GetDouble());
    }
}
