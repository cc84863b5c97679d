using System.Buffers;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>Writes messages as CSV rows into the buffer of a response.</summary>
internal sealed class CsvHistoryWriter(IBufferWriter<byte> output, CsvSettings settings) : IRowWriter<Message>
{
    private MessageCsv? _csv;

    public async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        _csv = await MessageCsv.CreateAsync(new BufferStream(output), settings, cancellationToken);

    public ValueTask WriteAsync(Message row, CancellationToken cancellationToken) => _csv!.WriteAsync(row, cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => _csv!.FlushAsync(cancellationToken);

    public ValueTask EndAsync(CancellationToken cancellationToken) => _csv!.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => _csv?.DisposeAsync() ?? ValueTask.CompletedTask;
}
