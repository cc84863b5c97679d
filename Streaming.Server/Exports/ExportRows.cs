using System.IO.Pipelines;
using System.Text.Json;
using Streaming.Server.Messages;

namespace Streaming.Server.Exports;

/// <summary>Writes messages to a file, one a row. The columns are those of history.</summary>
internal abstract class ExportRows : IAsyncDisposable
{
    public static ExportRows Create(ExportFormat format, Stream output) => format == ExportFormat.Csv ? new CsvRows(output) : new NdjsonRows(output);

    public abstract ValueTask WriteAsync(Message message, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private sealed class CsvRows(Stream output) : ExportRows
    {
        private readonly MessageCsv _csv = new(output);

        public override ValueTask WriteAsync(Message message, CancellationToken cancellationToken) => _csv.WriteAsync(message, cancellationToken);

        public override ValueTask DisposeAsync() => _csv.DisposeAsync();
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
