using System.Buffers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.History;

/// <summary>Writes messages that do not come from a log, one after another, into the buffer of a response.</summary>
internal sealed class EncodedRowWriter(IMessageEncoder encoder, IBufferWriter<byte> output) : IRowWriter<Message>
{
    private readonly Utf8Buffer _row = new();

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        encoder.Begin(_row);
        MoveToOutput();
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(Message row, CancellationToken cancellationToken)
    {
        encoder.Write(_row, MessageRow.Of(row));
        MoveToOutput();
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        encoder.End(_row);
        MoveToOutput();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _row.Dispose();
        return ValueTask.CompletedTask;
    }

    private void MoveToOutput()
    {
        if (_row.Length > 0)
            output.Write(_row.Written);
        _row.Clear();
    }
}
