using System.Threading.Tasks.Sources;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// The stream on which the .NET WebSocket of a SignalR client reads and writes. A write waits until the connection has accepted its bytes,
/// which are queued among the items that the fan-out writes. So only one object writes to the connection, and SignalR waits for slow
/// clients.
/// </summary>
/// <param name="input">The stream from which the bytes of the client are read.</param>
/// <param name="output">The output of the connection.</param>
/// <param name="watch">The object that aborts the connection if its client accepts no byte of a write for too long.</param>
internal sealed class HubSocketStream(Stream input, HubOutput output, WriteWatch watch) : WebSocketStream, IWriteOwner, IValueTaskSource
{
    private readonly PendingWrite _pending = new(output.Abort);
    private ManualResetValueTaskSourceCore<bool> _written = new() { RunContinuationsAsynchronously = true };
    private volatile bool _isWaiting;
    private volatile Task? _reading;

    public Task Writing { get; set; } = Task.CompletedTask;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = input.ReadAsync(buffer, cancellationToken);
        if (read.IsCompleted)
            return read;
        var reading = read.AsTask();
        _reading = reading;
        return new ValueTask<int>(reading);
    }

    // Not cancellable: the WebSocket uses the buffer again when the write has ended. When it cancels a write, it disposes this stream.
    // Like a write to Kestrel's stream, it does not fail on a broken connection: SignalR lets a client continue its connection on a new
    // WebSocket only if the read has noticed the end.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _written.Reset();
        // After a close frame, a client may receive no more items.
        var written = WebSocketFrame.IsClose(buffer.Span) ? output.Writer.TryWriteLast(buffer, this) : output.Writer.TryWrite(buffer, this);
        return written ? ValueTask.CompletedTask : WaitAsync();
    }

    public void MadeProgress() => watch.Progress(_pending);

    public void Written(bool ended) => _written.SetResult(ended);

    // The read notices the end of the connection.
    public void End()
    {
    }

    public void GetResult(short token) => _written.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _written.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _written.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        // A WebSocket that is disposed during a read or a write was aborted, for example because its client answers no pings. Only the end
        // of the connection ends the read.
        if (_isWaiting || _reading is { IsCompleted: false })
            output.Abort();
        output.End();
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WaitAsync()
    {
        _isWaiting = true;
        watch.Begin(_pending);
        try
        {
            await new ValueTask(this, _written.Version);
        }
        finally
        {
            watch.End(_pending);
            _isWaiting = false;
        }
    }
}
