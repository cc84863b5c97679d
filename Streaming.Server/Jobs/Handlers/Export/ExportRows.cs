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
    public static async ValueTask<ExportRows> CreateAsync(ExportArguments arguments, Stream output, CancellationToken cancellationToken) =>
        arguments.Format == ExportFormat.Csv
            ? new CsvRows(await MessageCsv.CreateAsync(output, arguments.CsvSettings, cancellationToken))
            : new NdjsonRows(output);

    public abstract ValueTask WriteAsync(Message message, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private sealed class CsvRows(MessageCsv csv) : ExportRows
    {
        public override ValueTask WriteAsync(Message message, CancellationToken cancellationToken) =>
            csv.WriteAsync(message, cancellationToken);

        public override ValueTask DisposeAsync() => csv.DisposeAsync();
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
