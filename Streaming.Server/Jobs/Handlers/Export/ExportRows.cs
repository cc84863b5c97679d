using System.IO.Pipelines;
using System.Text.Json;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>
/// Writes messages to the file of an export, one message in each row. The columns are the same as in a download of a topic's messages.
/// </summary>
internal abstract class ExportRows : IAsyncDisposable
{
    public static ExportRows Create(ExportArguments arguments, Stream output) => arguments.Format == ExportFormat.Csv
        ? new CsvRows(new MessageCsv(arguments.CsvSettings), output)
        : new NdjsonRows(output);

    public abstract ValueTask WriteAsync(Message message, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private sealed class CsvRows : ExportRows
    {
        private const int FlushBytes = 64 * 1024;

        private readonly Utf8Buffer _rows = new(2 * FlushBytes);
        private readonly MessageCsv _csv;
        private readonly Stream _output;

        public CsvRows(MessageCsv csv, Stream output)
        {
            (_csv, _output) = (csv, output);
            _csv.Begin(_rows);
        }

        public override ValueTask WriteAsync(Message message, CancellationToken cancellationToken)
        {
            _csv.Write(_rows, MessageRow.Of(message));
            return _rows.Length > FlushBytes ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            _csv.End(_rows);
            await FlushAsync(CancellationToken.None);
            _rows.Dispose();
        }

        private async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            await _output.WriteAsync(_rows.WrittenMemory, cancellationToken);
            _rows.Clear();
        }
    }

    private sealed class NdjsonRows(Stream output) : ExportRows
    {
        private const int FlushBytes = 64 * 1024;

        private readonly PipeWriter _output = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));

        public override async ValueTask WriteAsync(Message message, CancellationToken cancellationToken)
        {
            await using (var json = new Utf8JsonWriter(_output, MessageJson.WriterOptions))
                MessageJson.Write(json, message);
            _output.GetSpan(1)[0] = (byte)'\n';
            _output.Advance(1);
            if (_output.UnflushedBytes > FlushBytes)
                await _output.FlushAsync(cancellationToken);
        }

        public override ValueTask DisposeAsync() => _output.CompleteAsync();
    }
}
