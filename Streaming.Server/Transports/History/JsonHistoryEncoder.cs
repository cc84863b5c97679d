using System.Globalization;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Encodes messages as JSON objects with the same bytes as <see cref="MessageJson"/>: as one array, or as NDJSON (one object on each line).
/// </summary>
internal sealed class JsonHistoryEncoder(JsonLayout layout) : IMessageEncoder
{
    private const int OffsetDigits = 20;

    private readonly MessageTimeText _time = new();
    private readonly SharedText _topic = new();
    private readonly SharedText _epoch = new();
    private readonly SharedText _type = new();
    private bool _hasRows;

    public void Begin(Utf8Buffer output) => output.Write(layout.Start);

    public void Write(Utf8Buffer output, in MessageRow row)
    {
        if (_hasRows)
            output.Write(layout.Separator);
        _hasRows = true;
        output.Write("{\"topic\":\""u8);
        output.Write(_topic.Utf8(row.Topic.Value));
        output.Write("\",\"epoch\":\""u8);
        var epoch = _epoch.Utf8(row.Epoch);
        output.Write(epoch);
        output.Write("\",\"offset\":"u8);
        WriteOffset(output, row.Offset);
        output.Write(",\"position\":\""u8);
        output.Write(epoch);
        output.Write((byte)'-');
        WriteOffset(output, row.Offset);
        output.Write("\",\"time\":\""u8);
        output.Write(_time.Format(row.Time));
        output.Write("\",\"type\":\""u8);
        output.Write(_type.Utf8(row.Type));
        output.Write("\",\"sender\":"u8);
        if (row.HasSender)
            JsonText.Write(output, row.Sender);
        else
            output.Write("null"u8);
        WriteData(output, row);
        if (row.TraceParent is { } trace)
            WriteTrace(output, trace);
        output.Write((byte)'}');
        output.Write(layout.RowEnd);
    }

    public void End(Utf8Buffer output) => output.Write(layout.End);

    private static void WriteData(Utf8Buffer output, in MessageRow row)
    {
        output.Write(row.Kind == DataKind.Binary ? ",\"data_base64\":"u8 : ",\"data\":"u8);
        if (row.Kind == DataKind.Json)
            output.Write(row.Data);
        else if (row.Kind == DataKind.Text)
            JsonText.Write(output, row.Data);
        else
            output.Write(MessageText.ToJson(row.Kind, row.Data.ToArray()));
    }

    private static void WriteTrace(Utf8Buffer output, string trace)
    {
        output.Write(",\"traceparent\":\""u8);
        output.Write(Escape(trace));
        output.Write((byte)'"');
    }

    private static ReadOnlySpan<byte> Escape(string text) =>
        JsonEncodedText.Encode(text, MessageJson.WriterOptions.Encoder).EncodedUtf8Bytes;

    private static void WriteOffset(Utf8Buffer output, long offset)
    {
        offset.TryFormat(output.Reserve(OffsetDigits), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    // A value that is the same as in the previous row, such as the topic, is not encoded again.
    private sealed class SharedText
    {
        private string? _text;
        private byte[] _utf8 = [];

        public ReadOnlySpan<byte> Utf8(string text)
        {
            if (!ReferenceEquals(text, _text))
                (_text, _utf8) = (text, [.. Escape(text)]);
            return _utf8;
        }
    }
}
