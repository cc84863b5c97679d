using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Csv;

/// <summary>Writes messages to a CSV file (RFC 4180, UTF-8), one row for each message.</summary>
internal sealed class MessageCsv : IAsyncDisposable
{
    // The buffer is small (16 KiB), because each download keeps a buffer in memory, even while its client does not read.
    private static readonly CsvWriterOptions s_options = CsvWriterOptions.Default with { BufferSize = 16 * 1024 };

    private readonly CsvWriter _csv;
    private readonly CsvColumn[] _columns;
    private readonly bool _escapes;
    private readonly SharedField _topic;
    private readonly SharedField _epoch;
    private readonly SharedField _type;
    private readonly byte[] _time = new byte[40];

    private MessageCsv(Stream output, CsvSettings settings)
    {
        _csv = CsvWriter.Create(output, s_options, leaveOpen: true);
        _columns = [.. settings.Columns];
        _escapes = settings.EscapeFormulas;
        (_topic, _epoch, _type) = (new(_escapes), new(_escapes), new(_escapes));
    }

    /// <summary>Creates a writer for messages in CSV format, and writes the header row.</summary>
    /// <param name="output">The stream to which the CSV file is written. The writer does not close the stream.</param>
    /// <param name="settings">The format of the CSV file.</param>
    /// <param name="cancellationToken">Cancels the write of the byte order mark.</param>
    public static async ValueTask<MessageCsv> CreateAsync(Stream output, CsvSettings settings, CancellationToken cancellationToken)
    {
        if (settings.ByteOrderMark)
            await output.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken);
        var csv = new MessageCsv(output, settings);
        csv._csv.WriteHeader([.. settings.Columns.Select(CsvSettings.Name)]);
        return csv;
    }

    /// <summary>Sends to the output stream all CSV rows that are still in the buffer.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _csv.FlushAsync(cancellationToken);

    /// <summary>
    /// Writes one message as a CSV row. A value that is the same as in the previous row, such as the topic, is not encoded again.
    /// </summary>
    public async ValueTask WriteAsync(Message message, CancellationToken cancellationToken)
    {
        foreach (var column in _columns)
            WriteField(column, message);
        await _csv.EndRecordAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await _csv.DisposeAsync();

    private void WriteField(CsvColumn column, Message message)
    {
        switch (column)
        {
            case CsvColumn.Topic:
                _csv.WriteField(_topic.Utf8(message.Topic.Value));
                break;
            case CsvColumn.Epoch:
                _csv.WriteField(_epoch.Utf8(message.Position.Epoch));
                break;
            case CsvColumn.Offset:
                _csv.WriteField(message.Offset, default, CultureInfo.InvariantCulture);
                break;
            case CsvColumn.Time:
                _csv.WriteField(MessageTime.Format(message.Time, _time));
                break;
            case CsvColumn.Type:
                _csv.WriteField(_type.Utf8(message.Type));
                break;
            case CsvColumn.Sender when message.Sender is { Length: > 0 } sender && _escapes && !FormulaText.IsPlain(sender[0]):
                WriteText(Encoding.UTF8.GetBytes(sender));
                break;
            case CsvColumn.Sender:
                _csv.WriteField(message.Sender);
                break;
            // A JSON value is never a formula: it starts with a quote or a bracket, or is a number or a keyword. A number such as -5.5 must
            // not be escaped.
            case CsvColumn.Data when message.Kind == DataKind.Text && _escapes:
                WriteText(message.Data);
                break;
            case CsvColumn.Data:
                _csv.WriteField(MessageText.ToUtf8(message));
                break;
            case CsvColumn.Encoding:
                _csv.WriteField(message.Kind == DataKind.Binary ? "base64" : string.Empty);
                break;
            case CsvColumn.Position:
                _csv.WriteField(message.Position.ToString());
                break;
        }
    }

    private void WriteText(ReadOnlySpan<byte> utf8)
    {
        if (!FormulaText.IsFormula(utf8))
        {
            _csv.WriteField(utf8);
            return;
        }

        var escaped = ArrayPool<byte>.Shared.Rent(utf8.Length + 1);
        escaped[0] = (byte)'\'';
        utf8.CopyTo(escaped.AsSpan(1));
        _csv.WriteField(escaped.AsSpan(0, utf8.Length + 1));
        ArrayPool<byte>.Shared.Return(escaped);
    }

    private sealed class SharedField(bool escapes)
    {
        private string? _text;
        private byte[] _utf8 = [];

        public ReadOnlySpan<byte> Utf8(string text)
        {
            if (ReferenceEquals(text, _text))
                return _utf8;
            var utf8 = Encoding.UTF8.GetBytes(text);
            (_text, _utf8) = (text, escapes && FormulaText.IsFormula(utf8) ? [(byte)'\'', .. utf8] : utf8);
            return _utf8;
        }
    }
}
