using System.Buffers;
using System.Net.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Receives whole messages of one kind, up to a limit, and answers what is against that with the close code for it.</summary>
/// <param name="socket">The socket.</param>
/// <param name="kind">Text or binary; the other one is closed with 1003.</param>
/// <param name="limit">The most bytes of a message; more is closed with 1009.</param>
/// <param name="taker">Gets them.</param>
/// <param name="idle">Ends the connection of a message that began and stopped, with close code 1008. Pongs between its frames do not count as its bytes.</param>
/// <param name="time">The clock of the close's time limit.</param>
internal sealed class WebSocketReceiver(WebSocket socket, WebSocketMessageType kind, int limit, IWebSocketMessageHandler taker, MessageIdleLimit idle, TimeProvider time)
{
    // A buffer grows with what has come, whatever length a frame claims.
    private const int BufferBytes = 4 * 1024;

    /// <summary>Receives until either side closes, the connection breaks, or the taker takes no more.</summary>
    /// <param name="closed">Says that the connection is gone.</param>
    /// <returns>Why it ended, for the log.</returns>
    public async Task<string> ReceiveAllAsync(CancellationToken closed)
    {
        try
        {
            // An idle connection holds no buffer: one is taken when there is something to read. Nor does it hold what the token would cost,
            // since the end of the connection ends the read by itself.
            while (await TakeAsync(await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None), closed))
            {
            }

            return "closed";
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Broken, dead, or a frame against the protocol, which the socket has answered with its close code.
            return e.Message;
        }
    }

    /// <summary>
    /// The end of a connection: waits until what is queued is written and the other side has closed too, since a close that is followed at once by the
    /// end of the connection may never be read. Who takes longer than the limit is cut off.
    /// </summary>
    /// <param name="writing">The writing of what is queued.</param>
    /// <param name="receiving">The receiving above.</param>
    /// <param name="outlet">The connection's way out.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="closed">Says that the connection is gone.</param>
    public async Task CloseAsync(Task writing, Task receiving, ConnectionWriter outlet, TimeSpan limit, CancellationToken closed)
    {
        using var over = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, closed);
        try
        {
            await writing.WaitAsync(either.Token);
            await receiving.WaitAsync(either.Token);
            await AwaitCloseAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            outlet.Abort();
        }

        await receiving;
    }

    private static bool IsEnd(Exception e) => e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException;

    private async Task AwaitCloseAsync(CancellationToken cancellationToken)
    {
        var ignored = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent
                && (await socket.ReceiveAsync(ignored.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Gone, one way or the other.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }

    // What a read of nothing has shown: a close or an empty message, which are whole already, or the beginning of a message.
    private ValueTask<bool> TakeAsync(ValueWebSocketReceiveResult seen, CancellationToken cancellationToken)
    {
        if (seen.MessageType == WebSocketMessageType.Close)
            return CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
        if (seen.MessageType != kind)
            return RefuseKindAsync();
        return seen.EndOfMessage ? taker.HandleAsync(ReadOnlyMemory<byte>.Empty, cancellationToken) : ReceiveMessageAsync(cancellationToken);
    }

    private async ValueTask<bool> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0;
            while (true)
            {
                var receive = socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                var result = await (receive.IsCompleted ? receive : idle.WaitAsync(receive, taker));
                if (result.MessageType == WebSocketMessageType.Close)
                    return await CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
                if (result.MessageType != kind)
                    return await RefuseKindAsync();
                length += result.Count;
                if (length > limit)
                    return await RefuseTooLargeAsync();
                if (result.EndOfMessage)
                    return await taker.HandleAsync(buffer.AsMemory(0, length), cancellationToken);
                if (length == buffer.Length)
                    Grow(ref buffer, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask<bool> RefuseKindAsync() =>
        CloseAsync(WebSocketCloseStatus.InvalidMessageType, kind == WebSocketMessageType.Text ? "Send text frames only." : "Send binary frames only.");

    private ValueTask<bool> RefuseTooLargeAsync()
    {
        taker.RefusedTooLarge(limit);
        return CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {limit} bytes.");
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    // Always false: there is nothing more to receive.
    private async ValueTask<bool> CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await socket.CloseOutputAsync(status, reason, CancellationToken.None);
        return false;
    }
}
