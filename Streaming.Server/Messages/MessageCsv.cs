using System.Globalization;
using System.Text;
using CsvHelper;

namespace Streaming.Server.Messages;

/// <summary>Messages as CSV (RFC 4180, UTF-8). Text that a spreadsheet would run as a formula gets an apostrophe in front.</summary>
internal sealed class MessageCsv : IAsyncDisposable
{
    private static readonly string[] s_columns = ["topic", "epoch", "offset", "time", "type", "sender", "data"];
    private static readonly CsvWriterOptions s_options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    private readonly CsvWriter _csv;
    private readonly Shared _topic = new();
    private readonly Shared _epoch = new();
    private readonly Shared _type = new();
    private readonly byte[] _time = new byte[40];

    /// <param name="output">Where it goes; it is left open.</param>
    public MessageCsv(Stream output)
    {
        _csv = CsvWriter.Create(output, s_options, leaveOpen: true);
        _csv.WriteHeader(s_columns);
    }

    /// <summary>Sends what is written on its way.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _csv.FlushAsync(cancellationToken);

    /// <summary>Writes one message; what neighbours share is encoded once.</summary>
    public async ValueTask WriteAsync(Message message, CancellationToken cancellationToken)
    {
        _csv.WriteField(_topic.Utf8(message.Topic.Value));
        _csv.WriteField(_epoch.Utf8(message.Position.Epoch));
        _csv.WriteField(message.Offset, default, CultureInfo.InvariantCulture);
        _csv.WriteField(MessageTime.Format(message.Time, _time));
        _csv.WriteField(_type.Utf8(message.Type));
        _csv.WriteField(message.Sender);
        _csv.WriteField(message.Data);
        await _csv.EndRecordAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await _csv.DisposeAsync();

    private sealed class Shared
    {
        private string? _text;
        private byte[] _utf8 = [];

        public ReadOnlySpan<byte> Utf8(string text)
        {
            if (!ReferenceEquals(text, _text))
                (_text, _utf8) = (text, Encoding.UTF8.GetBytes(text));
            return _utf8;
        }
    }
}
