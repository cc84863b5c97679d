using System.Buffers;
using System.Net.WebSockets;
using Streaming.Server.Access;
using Streaming.Server.Delivery;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>What comes in on one member's WebSocket is published. What the room says is written by the delivery.</summary>
internal sealed partial class RoomConnection(WebSocket socket, Reader reader, RoomSession session, Publisher publisher, Refusals refusals, ILogger logger)
{
    private const int BufferBytes = 4 * 1024;

    private readonly RoomName _room = session.Room;

    /// <summary>Receives until either side closes or the connection breaks.</summary>
    public async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An idle member holds no buffer: one is taken when there is something to read.
            while (await TakeAsync(await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken), cancellationToken))
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // Broken, dead, or a frame against the protocol, which the socket has answered with its close code.
            LogEnded(logger, _room, e.Message);
        }
    }

    /// <summary>A close frame that is followed at once by the end of the connection may never be read: waits for the other side's.</summary>
    public async Task AwaitCloseAsync(CancellationToken cancellationToken)
    {
        var ignored = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent
                && (await socket.ReceiveAsync(ignored.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            LogEnded(logger, _room, e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }

    // What a read of nothing has shown: a close or an empty message, which are whole already, or the beginning of a message.
    private ValueTask<bool> TakeAsync(ValueWebSocketReceiveResult seen, CancellationToken cancellationToken) => seen switch
    {
        { MessageType: WebSocketMessageType.Close } => CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty),
        { MessageType: WebSocketMessageType.Text, EndOfMessage: true } => PublishAsync(ReadOnlyMemory<byte>.Empty, cancellationToken),
        _ => ReceiveMessageAsync(cancellationToken),
    };

    private async ValueTask<bool> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        var limit = publisher.MaxMessageBytes(_room.Topic);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0;
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    return await CloseAsync(WebSocketCloseStatus.NormalClosure, string.Empty);
                if (result.MessageType == WebSocketMessageType.Binary)
                    return await CloseAsync(WebSocketCloseStatus.InvalidMessageType, "A room takes text frames only.");
                length += result.Count;
                if (length > limit)
                    return await CloseTooLargeAsync(limit);
                if (result.EndOfMessage)
                    return await PublishAsync(buffer.AsMemory(0, length), cancellationToken);
                if (length == buffer.Length)
                    Grow(ref buffer, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private async ValueTask<bool> PublishAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(session.Pass.Caller, _room.Topic, [NewMessage.Text(text.Span, type: null, session.Member.Name)], idempotencyKey: null, preceding: 0, cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            refusals.Note(session.Pass.Caller, $"/ws/{_room}", e);
            return reader.TryControl(((RoomFormat)reader.Format.Frames).Error(_room, e.Message));
        }
    }

    private ValueTask<bool> CloseTooLargeAsync(int limit)
    {
        var refusal = RefusalException.TooLarge(Publisher.SizeLimit, $"A message has at most {limit} bytes.");
        refusals.Note(session.Pass.Caller, $"/ws/{_room}", refusal);
        return CloseAsync(WebSocketCloseStatus.MessageTooBig, refusal.Message);
    }

    // Always false: there is nothing more to receive.
    private async ValueTask<bool> CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await socket.CloseOutputAsync(status, reason, CancellationToken.None);
        return false;
    }

    [LoggerMessage(1, LogLevel.Debug, "A member of room {Room} is gone: {Why}")]
    private static partial void LogEnded(ILogger logger, RoomName room, string why);
}
