using System.Buffers;
using System.Buffers.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Writes the events named <c>data</c>, which contain a stream's data in the Durable Streams protocol (server-sent events).
/// </summary>
internal static class EventData
{
    /// <summary>Returns how the data of a topic is encoded in server-sent events: as JSON, text or base64.</summary>
    public static EventEncoding EncodingOf(TopicProperties? properties) => properties is null or { IsJson: true } ? EventEncoding.Json
        : MediaType.IsText(properties.ContentType) ? EventEncoding.Text
        : EventEncoding.Base64;

    /// <summary>Writes one event that contains the data of the first messages of a list.</summary>
    public static void Write(IReadOnlyList<Message> messages, int count, EventEncoding encoding, ArrayBufferWriter<byte> output)
    {
        output.Write("event: data\n"u8);
        if (encoding == EventEncoding.Json)
            WriteJson(messages, count, output);
        else
            WriteBytes(messages, count, encoding, output);
        output.Write("\n"u8);
    }

    private static void WriteJson(IReadOnlyList<Message> messages, int count, ArrayBufferWriter<byte> output)
    {
        output.Write("data:["u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(JsonValue.Of(messages[i].Kind, messages[i].Data));
        }

        output.Write("]\n"u8);
    }

    private static void WriteBytes(IReadOnlyList<Message> messages, int count, EventEncoding encoding, ArrayBufferWriter<byte> output)
    {
        if (count == 1)
        {
            WriteBytes(messages[0].Data, encoding, output);
            return;
        }

        // A character, a line end or a group of base64 may begin in one message and end in the next. So the bytes of the messages are
        // joined before they are encoded.
        var joined = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
            joined.Write(messages[i].Data);
        WriteBytes(joined.WrittenSpan, encoding, output);
    }

    private static void WriteBytes(ReadOnlySpan<byte> bytes, EventEncoding encoding, ArrayBufferWriter<byte> output)
    {
        if (encoding == EventEncoding.Text)
            WriteLines(bytes, output);
        else
            WriteBase64(bytes, output);
    }

    // CR LF, LF and CR each end a line of an event stream, so the data is split at all of them. Clients remove one space at the start of a
    // line. So a line that begins with a space gets a second space.
    private static void WriteLines(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        while (true)
        {
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            output.Write(text is [(byte)' ', ..] ? "data: "u8 : "data:"u8);
            output.Write(end < 0 ? text : text[..end]);
            output.Write("\n"u8);
            if (end < 0)
                return;
            text = text[(text[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }
    }

    private static void WriteBase64(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> output)
    {
        output.Write("data:"u8);
        Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        output.Advance(written);
        output.Write("\n"u8);
    }
}
