using System.Buffers;
using System.Globalization;
using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Csv;

/// <summary>
/// Encodes messages as a CSV file (RFC 4180, UTF-8), one row for each message. The rows are the same as those of CsvHelper, which would
/// need an object for each message.
/// </summary>
internal sealed class MessageCsv : IMessageEncoder
{
    private const int OffsetDigits = 20;

    private static readonly SearchValues<byte> s_quoted = SearchValues.Create(",\"\r\n"u8);

    private readonly CsvSettings _settings;
    private readonly CsvColumn[] _columns;
    private readonly SharedField _topic;
    private readonly SharedField _epoch;
    private readonly SharedField _type;
    private readonly MessageTimeText _time = new();

    public MessageCsv(CsvSettings settings)
    {
        (_settings, _columns) = (settings, [.. settings.Columns]);
        (_topic, _epoch, _type) = (new(settings.EscapeFormulas), new(settings.EscapeFormulas), new(settings.EscapeFormulas));
    }

    public void Begin(Utf8Buffer output)
    {
        if (_settings.ByteOrderMark)
            output.Write(Encoding.UTF8.Preamble);
        output.Write(Encoding.UTF8.GetBytes(string.Join(',', _columns.Select(CsvSettings.Name))));
        output.Write("\r\n"u8);
    }

    public void Write(Utf8Buffer output, in MessageRow row)
    {
        var start = output.Length;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
                output.Write((byte)',');
            WriteField(output, _columns[i], row);
        }

        // Parsers skip an empty line, so the only field of a row has quotes if it is empty.
        if (output.Length == start)
            output.Write("\"\""u8);
        output.Write("\r\n"u8);
    }

    public void End(Utf8Buffer output)
    {
        // A CSV file ends with its last row.
    }

    private static void WriteField(Utf8Buffer output, ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAny(s_quoted))
        {
            output.Write(utf8);
            return;
        }

        output.Write((byte)'"');
        while (utf8.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(utf8[..(quote + 1)]);
            output.Write((byte)'"');
            utf8 = utf8[(quote + 1)..];
        }

        output.Write(utf8);
        output.Write((byte)'"');
    }

    private static void WriteFormula(Utf8Buffer output, ReadOnlySpan<byte> utf8)
    {
        using var escaped = new Utf8Buffer(utf8.Length + 1);
        escaped.Write((byte)'\'');
        escaped.Write(utf8);
        WriteField(output, escaped.Written);
    }

    private void WriteField(Utf8Buffer output, CsvColumn column, in MessageRow row)
    {
        switch (column)
        {
            case CsvColumn.Topic:
                output.Write(_topic.Field(row.Topic.Value));
                break;
            case CsvColumn.Epoch:
                output.Write(_epoch.Field(row.Epoch));
                break;
            case CsvColumn.Offset:
                WriteOffset(output, row.Offset);
                break;
            case CsvColumn.Time:
                output.Write(_time.Format(row.Time));
                break;
            case CsvColumn.Type:
                output.Write(_type.Field(row.Type));
                break;
            case CsvColumn.Sender:
                WriteText(output, row.Sender);
                break;
            // A JSON value is never a formula: it starts with a quote or a bracket, or is a number or a keyword. A number such as -5.5 must
            // not be escaped.
            case CsvColumn.Data when row.Kind == DataKind.Text:
                WriteText(output, row.Data);
                break;
            case CsvColumn.Data when row.Kind == DataKind.Binary:
                WriteBase64(output, row.Data);
                break;
            case CsvColumn.Data:
                WriteField(output, row.Data);
                break;
            case CsvColumn.Encoding when row.Kind == DataKind.Binary:
                output.Write("base64"u8);
                break;
            case CsvColumn.Position:
                output.Write(_epoch.Plain(row.Epoch));
                output.Write((byte)'-');
                WriteOffset(output, row.Offset);
                break;
        }
    }

    private static void WriteOffset(Utf8Buffer output, long offset)
    {
        offset.TryFormat(output.Reserve(OffsetDigits), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private void WriteBase64(Utf8Buffer output, ReadOnlySpan<byte> data)
    {
        // The plus sign is the only character of Base64 that begins a formula. It stands for the six bits 111110.
        if (_settings.EscapeFormulas && data is [>= 0b_1111_1000 and <= 0b_1111_1011, ..])
            output.Write((byte)'\'');
        System.Buffers.Text.Base64.EncodeToUtf8(
            data, output.Reserve(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(data.Length)), out _, out var written);
        output.Advance(written);
    }

    private void WriteText(Utf8Buffer output, ReadOnlySpan<byte> utf8)
    {
        if (_settings.EscapeFormulas && FormulaText.IsFormula(utf8))
            WriteFormula(output, utf8);
        else
            WriteField(output, utf8);
    }

    // A value that is the same as in the previous row, such as the topic, is not encoded again.
    private sealed class SharedField(bool escapes)
    {
        private string? _text;
        private byte[] _plain = [];
        private byte[] _field = [];

        public ReadOnlySpan<byte> Field(string text)
        {
            Set(text);
            return _field;
        }

        public ReadOnlySpan<byte> Plain(string text)
        {
            Set(text);
            return _plain;
        }

        private void Set(string text)
        {
            if (ReferenceEquals(text, _text))
                return;
            (_text, _plain) = (text, Encoding.UTF8.GetBytes(text));
            using var field = new Utf8Buffer(_plain.Length + 3);
            if (escapes && FormulaText.IsFormula(_plain))
                WriteFormula(field, _plain);
            else
                WriteField(field, _plain);
            _field = field.Written.ToArray();
        }
    }
}
