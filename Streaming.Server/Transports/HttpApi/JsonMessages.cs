using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Reads from JSON the messages that a client publishes: an object such as <c>{"data":…,"type":…,"sender":…}</c>, or an array of such
/// objects. Data that is not text is in the property <c>data_base64</c>.
/// </summary>
internal static class JsonMessages
{
    private const string Shape = "{\"data\": …, \"type\": \"…\", \"sender\": \"…\"} (type and sender may be left out)";
    private const int ShownOfName = 40;

    /// <summary>Reads the messages in a request body: one JSON object or an array of objects.</summary>
    /// <exception cref="RefusalException">The body is neither an object nor an array of objects, or an object is not a valid message. The
    /// refusal contains the number of the invalid message.</exception>
    public static IReadOnlyList<NewMessage> ReadBody(ReadOnlyMemory<byte> utf8, string? defaultType, string? defaultSender, int maxMessages)
    {
        using var document = Parse(utf8, line: null);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
            return [Read(root, defaultType, defaultSender, "The body") ?? throw NothingToPublish()];
        var count = root.GetArrayLength();
        if (count == 0)
            throw RefusalException.Invalid("The array is empty; send at least one message.");
        if (count > maxMessages)
            throw RefusalException.TooLarge(
                "Publishing:MaxBatchMessages",
                $"The array has {count} messages, but one request may have at most {maxMessages}; send several requests, or stream the " +
                "messages as application/x-ndjson.");
        var messages = new List<NewMessage>(count);
        var number = 0;
        foreach (var element in root.EnumerateArray())
        {
            if (Read(element, defaultType, defaultSender, $"Message {++number} of the array") is { } message)
                messages.Add(message);
        }

        return messages.Count > 0 ? messages : throw NothingToPublish();
    }

    /// <summary>Reads the message in one line of NDJSON.</summary>
    /// <returns>The message; null if the line is an exported message of a type that only the server publishes, such as a join.</returns>
    /// <exception cref="RefusalException">The line is not a valid message.</exception>
    public static NewMessage? ReadLine(ReadOnlyMemory<byte> utf8, long line, string? defaultType, string? defaultSender)
    {
        using var document = Parse(utf8, line);
        return Read(document.RootElement, defaultType, defaultSender, $"Line {line}");
    }

    private static RefusalException NothingToPublish() =>
        RefusalException.Invalid(
            $"The body has only exported messages of types that only the server publishes, such as join; send {Shape}.");

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8, long? line)
    {
        try
        {
            return JsonDocument.Parse(utf8, JsonDepth.Parsing);
        }
        catch (JsonException e)
        {
            JsonDepth.CheckFailed(utf8.Span, line is null ? "The data" : $"Line {line}: The data");
            var (atLine, atByte) = (line ?? e.LineNumber + 1, e.BytePositionInLine + 1);
            throw RefusalException.Invalid($"The JSON is not valid at line {atLine}, byte {atByte}. Send {Shape}.");
        }
    }

    private static NewMessage? Read(JsonElement element, string? type, string? sender, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw RefusalException.Invalid($"{where} is not an object; send {Shape}.");
        JsonElement? data = null, base64 = null, typeGiven = null, senderGiven = null;
        var isExport = false;
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("data"u8))
                SetOnce(ref data, property.Value, "data", where);
            else if (property.NameEquals("data_base64"u8))
                SetOnce(ref base64, property.Value, "data_base64", where);
            else if (property.NameEquals("type"u8))
                SetOnce(ref typeGiven, property.Value, "type", where);
            else if (property.NameEquals("sender"u8))
                SetOnce(ref senderGiven, property.Value, "sender", where);
            else if (IsExported(property))
                isExport = true;
            else
                throw RefusalException.Invalid($"{where} has a property that is not known, '{NameOf(property)}'; send {Shape}.");
        }

        // A property with the value null counts as omitted, because generated clients write null for values that are not set.
        if (typeGiven is { } givenType)
            type = Text(givenType, where + ": type") ?? type;
        if (senderGiven is { } givenSender)
            sender = Text(givenSender, where + ": sender") ?? sender;
        // An upload may contain messages that were exported from a topic. Joins and leaves among them describe past events, so they are not
        // published again.
        if (isExport && type is not null && MessageType.IsReserved(type))
            return null;
        if (base64 is { ValueKind: JsonValueKind.Null })
            base64 = null;
        if (data is null == base64 is null)
            throw RefusalException.Invalid($"{where} has {(data is null ? "no data" : "data twice")}; send {Shape}.");
        try
        {
            if (base64 is { } bytes)
                return NewMessage.Binary(Bytes(bytes, where), type, sender);
            var value = data!.Value;
            return value.ValueKind == JsonValueKind.String
                ? NewMessage.Text(Text(value, where + ": data") ?? string.Empty, type, sender)
                : NewMessage.Json(JsonMarshal.GetRawUtf8Value(value), type, sender);
        }
        catch (RefusalException e) when (where != "The body" && !e.Message.StartsWith(where, StringComparison.Ordinal))
        {
            throw new RefusalException(e.Reason, $"{where}: {e.Message}", e);
        }
    }

    private static byte[] Bytes(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) ? bytes
            : throw RefusalException.Invalid($"{where}: data_base64 is not Base64; send a string in standard Base64 with padding.");

    // Returns whether a property is one that only the server sets, such as the offset. If a client publishes an exported message, such
    // properties are ignored.
    private static bool IsExported(JsonProperty property) =>
        property.NameEquals("topic"u8) || property.NameEquals("epoch"u8) || property.NameEquals("offset"u8)
            || property.NameEquals("position"u8) || property.NameEquals("time"u8) || property.NameEquals("traceparent"u8);

    private static void SetOnce(ref JsonElement? property, JsonElement value, string name, string where)
    {
        if (property is not null)
            throw RefusalException.Invalid($"{where} has the property '{name}' twice; send it once.");
        property = value;
    }

    // The name of the property comes from the client, so it may be long or invalid UTF-8. The refusal therefore shows only the beginning of
    // the name.
    private static string NameOf(JsonProperty property)
    {
        var utf8 = JsonMarshal.GetRawUtf8PropertyName(property);
        return Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, ShownOfName)]) + (utf8.Length > ShownOfName ? "…" : string.Empty);
    }

    private static string? Text(JsonElement value, string where)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw RefusalException.Invalid($"{where} must be a string.");
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw RefusalException.Invalid($"{where} has half of a surrogate pair, or is not valid UTF-8; send whole characters.");
        }
    }
}
