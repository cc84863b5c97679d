using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Writes messages as JSON objects. All responses and transports use the same form, with the properties <c>topic, epoch, offset, position,
/// time, type, sender, data</c>, or <c>data_base64</c> for data that is not text. If the publish of a message is traced, the message also
/// has the property <c>traceparent</c>.
/// </summary>
internal sealed class MessageJson : JsonConverter<Message>
{
    /// <summary>The options with which messages are written as JSON: on one line, with letters of all alphabets unescaped.</summary>
    public static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonEncodedText s_topic = JsonEncodedText.Encode("topic");
    private static readonly JsonEncodedText s_epoch = JsonEncodedText.Encode("epoch");
    private static readonly JsonEncodedText s_offset = JsonEncodedText.Encode("offset");
    private static readonly JsonEncodedText s_position = JsonEncodedText.Encode("position");
    private static readonly JsonEncodedText s_time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText s_type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText s_sender = JsonEncodedText.Encode("sender");
    private static readonly JsonEncodedText s_data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText s_dataBase64 = JsonEncodedText.Encode("data_base64");
    private static readonly JsonEncodedText s_traceParent = JsonEncodedText.Encode("traceparent");

    /// <summary>Writes one message as a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        writer.WriteString(s_topic, message.Topic.Value);
        writer.WriteString(s_epoch, message.Position.Epoch);
        writer.WriteNumber(s_offset, message.Offset);
        writer.WriteString(s_position, message.Position.ToString());
        Span<byte> time = stackalloc byte[32];
        writer.WriteString(s_time, MessageTime.Format(message.Time, time));
        writer.WriteString(s_type, message.Type);
        writer.WritePropertyName(s_sender);
        if (message.Sender is null)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(JsonText.Quote(message.Sender), skipInputValidation: true);
        // Data that is not text is written in Base64 in a property of another name (data_base64, as in CloudEvents), so that a client
        // cannot treat it as text.
        writer.WritePropertyName(message.Kind == DataKind.Binary ? s_dataBase64 : s_data);
        writer.WriteRawValue(MessageText.ToJson(message), skipInputValidation: true);
        if (message.TraceParent is { } trace)
            writer.WriteString(s_traceParent, trace);
        writer.WriteEndObject();
    }

    /// <summary>Returns one message as a JSON object, encoded as UTF-8.</summary>
    public static ReadOnlySpan<byte> ToUtf8(Message message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Data.Length + 256);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        Write(writer, message);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Message value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Not supported: messages are never read from JSON, because only the log creates them.</summary>
    /// <exception cref="NotSupportedException">Always: messages are never read from JSON.</exception>
    public override Message Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A message is created by its log; publish a new message instead.");
}
