using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MessagePack;
using MessagePack.Formatters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Reads the data of a published message from the MessagePack that a SignalR client sends.</summary>
internal sealed class HubDataMessagePack : IMessagePackFormatter<HubData>
{
    private const string NotUtf8 = "The data is not valid UTF-8; send the text encoded as UTF-8.";

    public HubData Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.NextMessagePackType == MessagePackType.String)
            return new HubData(DataKind.Text, reader.ReadStringSequence().GetValueOrDefault().ToArray());
        var value = reader.ReadRaw();
        if (HasInvalidText(value))
            return new HubData(DataKind.Json, default) { Problem = NotUtf8 };
        var json = Encoding.UTF8.GetBytes(EscapeControls(MessagePackSerializer.ConvertToJson(value, options)));
        // MessagePack has values that JSON does not have, such as infinity. The conversion writes such a value as text that is not valid
        // JSON, so the message is refused later.
        return new HubData(DataKind.Json, json)
        {
            Problem = IsJson(json) ? null
            : "The data cannot be written as JSON; send finite numbers, text, lists and maps with text as keys."
        };
    }

    public void Serialize(ref MessagePackWriter writer, HubData value, MessagePackSerializerOptions options) =>
        HubMessageMessagePack.WriteData(ref writer, value.Kind, value.Utf8);

    // Returns whether any text in the MessagePack value is not valid UTF-8. Such a value is refused, because the conversion to JSON would
    // replace the invalid bytes by U+FFFD. The loop also reads nested values, because the items of a list or a map directly follow its
    // header.
    private static bool HasInvalidText(ReadOnlySequence<byte> value)
    {
        var reader = new MessagePackReader(value);
        while (!reader.End)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array:
                    reader.ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    reader.ReadMapHeader();
                    break;
                case MessagePackType.String:
                    if (!Utf8.IsValid(reader.ReadStringSequence().GetValueOrDefault().ToArray()))
                        return true;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return false;
    }

    // The conversion to JSON leaves most control characters in texts as they are, where JSON demands an escape. It writes none of its own.
    private static string EscapeControls(string json)
    {
        if (!json.AsSpan().ContainsAnyInRange('\0', '\x1F'))
            return json;
        var escaped = new StringBuilder(json.Length + 16);
        foreach (var character in json)
        {
            if (character < ' ')
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
