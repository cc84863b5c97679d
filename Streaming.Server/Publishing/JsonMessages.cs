using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Messages in JSON as publishers send them: <c>{"data":…,"type":…,"sender":…}</c>, or an array of such objects.</summary>
internal static class JsonMessages
{
    private const string Shape = "{\"data\": …, \"type\": \"…\", \"sender\": \"…\"} (type and sender may be left out)";

    /// <summary>Reads a body: one object or an array of them.</summary>
    /// <exception cref="RefusalException">It is neither; says where.</exception>
    public static IReadOnlyList<NewMessage> ReadBody(ReadOnlyMemory<byte> utf8, string? defaultType, string? defaultSender, int maxMessages)
    {
        using var document = Parse(utf8, line: null);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
            return [Read(root, defaultType, defaultSender, "The body")];
        var count = root.GetArrayLength();
        if (count == 0)
            throw RefusalException.Invalid("The array is empty; send at least one message.");
        if (count > maxMessages)
            throw RefusalException.TooLarge("Publishing:MaxBatchMessages", $"The array has {count} messages, at most {maxMessages} are taken at once; send several requests, or stream them as application/x-ndjson.");
        var messages = new List<NewMessage>(count);
        foreach (var element in root.EnumerateArray())
            messages.Add(Read(element, defaultType, defaultSender, $"Message {messages.Count + 1} of the array"));
        return messages;
    }

    /// <summary>Reads one line of NDJSON.</summary>
    /// <exception cref="RefusalException">It is no message.</exception>
    public static NewMessage ReadLine(ReadOnlyMemory<byte> utf8, long line, string? defaultType, string? defaultSender)
    {
        using var document = Parse(utf8, line);
        return Read(document.RootElement, defaultType, defaultSender, $"Line {line}");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8, long? line)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            var (atLine, atByte) = (line ?? e.LineNumber + 1, e.BytePositionInLine + 1);
            throw RefusalException.Invalid($"The JSON is not valid at line {atLine}, byte {atByte}. Send {Shape}.");
        }
    }

    private static NewMessage Read(JsonElement element, string? type, string? sender, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw RefusalException.Invalid($"{where} is not an object; send {Shape}.");
        JsonElement? data = null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("data"u8))
                data = property.Value;
            else if (property.NameEquals("type"u8))
                type = Text(property.Value, where + ": type");
            else if (property.NameEquals("sender"u8))
                sender = Text(property.Value, where + ": sender");
            else
                throw RefusalException.Invalid($"{where} has a property that is not known; send {Shape}.");
        }

        if (data is not { } value)
            throw RefusalException.Invalid($"{where} has no data; send {Shape}.");
        try
        {
            return value.ValueKind == JsonValueKind.String
                ? NewMessage.Text(Text(value, where + ": data") ?? string.Empty, type, sender)
                : NewMessage.Json(JsonMarshal.GetRawUtf8Value(value), type, sender);
        }
        catch (RefusalException e) when (where != "The body" && !e.Message.StartsWith(where, StringComparison.Ordinal))
        {
            throw new RefusalException(e.Reason, $"{where}: {e.Message}", e);
        }
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
