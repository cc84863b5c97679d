using System.Buffers;
using System.IO.Pipelines;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// The stream that a .NET <see cref="System.Net.WebSockets.WebSocket"/> uses to read from a connection and to write pongs and close frames.
/// The written frames are queued among the frames with messages, so that only one object writes to the connection.
/// </summary>
internal sealed class WebSocketSubscriberStream(PipeReader input, IControlWriter writer) : WebSocketStream
{
    private volatile bool _hasEnded;

    /// <summary>Queues the last frame for the client, and makes the current read end with an exception.</summary>
    public void EndWith(byte[] frame)
    {
        _hasEnded = true;
        writer.Finish(frame);
        input.CancelPendingRead();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await input.ReadAsync(cancellationToken);
        if (result.IsCanceled && _hasEnded)
        {
            input.AdvanceTo(result.Buffer.Start);
            throw new IOException("The rest of a message did not arrive in time.");
        }

        writer.OnProgress();
        var length = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var taken = result.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        // A read into an empty buffer only waits for bytes. It consumes no bytes, so that the next read receives them.
        input.AdvanceTo(taken.End);
        return length;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (WebSocketFrame.IsClose(buffer.Span))
            writer.Finish(buffer.ToArray());
        // The queue of frames is full, because the client sends pings and does not read the answers (pongs). So the connection is aborted.
        else if (!writer.TryControl(buffer.ToArray()))
            writer.Abort();
        return ValueTask.CompletedTask;
    }
}
