using System.Globalization;
using System.Text;
using CsvHelper;
using Streaming.Server.Messages;

namespace Streaming.Server.History;

/// <summary>History as CSV (RFC 4180, UTF-8). Text that a spreadsheet would run as a formula gets an apostrophe in front.</summary>
internal sealed class CsvOutputFormatter() : HistoryOutputFormatter(MediaType, "csv")
{
    public const string MediaType = "text/csv";

    private static readonly string[] s_columns = ["topic", "epoch", "offset", "time", "type", "sender", "data"];
    private static readonly CsvWriterOptions s_options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    protected override async Task WriteAsync(IAsyncEnumerable<Message> messages, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(response.Body, s_options, leaveOpen: true);
        csv.WriteHeader(s_columns);
        await csv.FlushAsync(cancellationToken);
        var row = new Row(csv);
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            row.Write(message);
            await csv.EndRecordAsync(cancellationToken);
        }
    }

    /// <summary>Writes rows as UTF-8; what neighbours share is encoded once.</summary>
    private sealed class Row(CsvWriter csv)
    {
        private readonly Shared _topic = new();
        private readonly Shared _epoch = new();
        private readonly Shared _type = new();
        private readonly byte[] _time = new byte[40];

        public void Write(Message message)
        {
            csv.WriteField(_topic.Utf8(message.Topic.Value));
            csv.WriteField(_epoch.Utf8(message.Position.Epoch));
            csv.WriteField(message.Offset, default, CultureInfo.InvariantCulture);
            csv.WriteField(MessageTime.Format(message.Time, _time));
            csv.WriteField(_type.Utf8(message.Type));
            csv.WriteField(message.Sender);
            csv.WriteField(message.Data);
        }
    }

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
