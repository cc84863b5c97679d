using System.Buffers;
using System.Net.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Receives whole messages of one kind, up to a size limit. Closes the connection with the matching code if a message violates this.
/// </summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="kind">Text or binary; a message of the other kind closes the connection with code 1003.</param>
/// <param name="limit">The most bytes of a message; a larger one closes the connection with code 1009.</param>
/// <param name="taker">The handler of the messages.</param>
/// <param name="idle">Closes the connection with code 1008 if the rest of a message does not arrive in time. Pongs between its frames do
/// not count as its bytes.</param>
/// <param name="time">The clock of the close's time limit.</param>
internal sealed class WebSocketReceiver(
    WebSocket socket, WebSocketMessageType kind, int limit, IWebSocketMessageHandler taker, MessageIdleLimit idle, TimeProvider time)
{
    // The buffer grows with the bytes that arrive, not with the length that a frame declares.
    private const int BufferBytes = 4 * 1024;

    /// <summary>Receives until either side closes, the connection breaks, or the handler returns false.</summary>
    /// <param name="closed">Cancelled when the connection is closed.</param>
    /// <returns>The reason of the end, for the log.</returns>
    public async Task<string> ReceiveAllAsync(CancellationToken closed)
    {
        try
        {
            // An idle connection holds no buffer: one is rented when there are bytes to read. The read registers no cancellation either,
            // since the end of the connection ends it.
            while (await TakeAsync(await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None), closed))
            {
            }

            return "closed";
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The connection is broken or dead, or a frame violated the protocol, for which the WebSocket has sent the close code.
            return e.Message;
        }
    }

    /// <summary>
    /// Ends a connection: waits until everything queued is written and the client has closed too, since a client may never read a close
    /// frame that is followed immediately by the end of the connection. Aborts a connection that takes longer than the limit.
    /// </summary>
    /// <param name="writing">Completes when everything queued is written.</param>
    /// <param name="receiving">The task of <see cref="ReceiveAllAsync"/>.</param>
    /// <param name="outlet">The connection's writer.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="closed">Cancelled when the connection is closed.</param>
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

    private static bool IsEnd(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException;

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
            // The connection has ended.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }

    // Handles the result of a read of zero bytes: a close or an empty message, which are complete, or the start of a message.
    private ValueTask<bool> TakeAsync(ValueWebSocketReceiveResult seen, CancellationToken cancellationToken)
    {
        if (seen.MessageType == WebSocketMessageType.Close)
            return CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
        if (seen.MessageType != kind)
            return RefuseKindAsync();
        return seen.EndOfMessage ? taker.HandleAsync(ReadOnlyMemory<byte>.Empty, cancellationToken)
            : ReceiveMessageAsync(cancellationToken);
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
        CloseAsync(WebSocketCloseStatus.InvalidMessageType, kind == WebSocketMessageType.Text ? "Send text frames only."
            : "Send binary frames only.");

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

    // Always returns false, which ends the receiving.
    private async ValueTask<bool> CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await socket.CloseOutputAsync(status, reason, CancellationToken.None);
        return false;
    }
}
