using System.Buffers;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.History;

/// <summary>Writes pages of messages as CSV rows into the buffer of a response.</summary>
internal sealed class CsvHistoryWriter(IBufferWriter<byte> output, CsvSettings settings) : IHistoryWriter
{
    private MessageCsv? _csv;

    public async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        _csv = await MessageCsv.CreateAsync(new BufferStream(output), settings, cancellationToken);

    public async ValueTask WriteAsync(IReadOnlyList<Message> page, CancellationToken cancellationToken)
    {
        for (var i = 0; i < page.Count; i++)
            await _csv!.WriteAsync(page[i], cancellationToken);
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => _csv!.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => _csv?.DisposeAsync() ?? ValueTask.CompletedTask;
}
