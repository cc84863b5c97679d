using System.Buffers;
using System.Net.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Receives the messages of a WebSocket, each as a whole. If a message has the wrong kind (text or binary), is too large or arrives too
/// slowly, the connection is closed with a status code for this error.
/// </summary>
/// <param name="socket">The WebSocket from which messages are received.</param>
/// <param name="kind">The accepted kind of messages: text or binary. A message of the other kind closes the connection with code
/// 1003.</param>
/// <param name="limit">The maximum size of a message in bytes. A larger message closes the connection with code 1009.</param>
/// <param name="handler">The object that handles the received messages.</param>
/// <param name="idle">The object that closes the connection with code 1008 if the rest of a message does not arrive in time. Pongs (answers
/// to pings) between the frames of a message do not extend the time.</param>
/// <param name="time">The clock that measures the time limit for closing the connection.</param>
internal sealed class WebSocketReceiver(
    WebSocket socket, WebSocketMessageType kind, int limit, IWebSocketMessageHandler handler, MessageIdleLimit idle, TimeProvider time)
{
    // The size in bytes of a new buffer. A buffer grows only when bytes arrive, because a client could announce a long message and never
    // send it.
    private const int BufferBytes = 4 * 1024;

    /// <summary>
    /// Receives messages until the client or the server closes the WebSocket, the connection breaks, or the handler returns false.
    /// </summary>
    /// <param name="closed">A token that is cancelled when the connection is closed.</param>
    /// <returns>The reason why no more messages are received, for the log.</returns>
    public async Task<string> ReceiveAllAsync(CancellationToken closed)
    {
        try
        {
            // An idle connection holds no buffer: a read of zero bytes waits until bytes arrive, and only then is a buffer rented. The read
            // gets no cancellation token, because it fails anyway when the connection is closed.
            while (await TakeAsync(await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None), closed))
            {
            }

            return "closed";
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The connection is broken or aborted, or the client has violated the WebSocket protocol. After a violation, the .NET WebSocket
            // has already sent a close frame with the status code.
            return e.Message;
        }
    }

    /// <summary>
    /// Closes a WebSocket connection: waits until all queued frames are written and the client has closed the connection too. Without this
    /// wait, the client might never read the close frame. If the wait exceeds the limit, the connection is aborted.
    /// </summary>
    /// <param name="writing">A task that completes when all queued frames are written.</param>
    /// <param name="receiving">The task that <see cref="ReceiveAllAsync"/> has returned.</param>
    /// <param name="writer">The writer of the connection, with which the connection is aborted.</param>
    /// <param name="limit">The longest time that closing may take. After this time, the connection is aborted.</param>
    /// <param name="closed">A token that is cancelled when the connection is closed.</param>
    public async Task CloseAsync(Task writing, Task receiving, ConnectionWriter writer, TimeSpan limit, CancellationToken closed)
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
            writer.Abort();
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
            // The connection has ended, so the client cannot send a close frame any more.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }

    // Continues after a read of zero bytes, which only waits for data. The client has sent a close frame, an empty message, or the first
    // bytes of a message.
    private ValueTask<bool> TakeAsync(ValueWebSocketReceiveResult seen, CancellationToken cancellationToken)
    {
        if (seen.MessageType == WebSocketMessageType.Close)
            return CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
        if (seen.MessageType != kind)
            return RefuseKindAsync();
        return seen.EndOfMessage ? handler.HandleAsync(ReadOnlyMemory<byte>.Empty, cancellationToken)
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
                var result = await (receive.IsCompleted ? receive : idle.WaitAsync(receive, handler));
                if (result.MessageType == WebSocketMessageType.Close)
                    return await CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
                if (result.MessageType != kind)
                    return await RefuseKindAsync();
                length += result.Count;
                if (length > limit)
                    return await RefuseTooLargeAsync();
                if (result.EndOfMessage)
                    return await handler.HandleAsync(buffer.AsMemory(0, length), cancellationToken);
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
        handler.RefusedTooLarge(limit);
        return CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {limit} bytes.");
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    // Sends a close frame to the client. Always returns false, which tells the caller to receive no further messages.
    private async ValueTask<bool> CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await socket.CloseOutputAsync(status, reason, CancellationToken.None);
        return false;
    }
}
