using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Streaming.Server.Hosting;
using Streaming.Server.Messages;
using Streaming.Server.Observability;
using Streaming.Server.Publishing;
using Streaming.Server.Topics;

namespace Streaming.Server.Rooms;

/// <summary>One member's WebSocket: what it says is published, what the room says is sent.</summary>
public sealed partial class RoomConnection : IDisposable
{
    private const int BufferBytes = 4 * 1024;

    private readonly WebSocket _socket;
    private readonly RoomName _room;
    private readonly Member _member;
    private readonly RoomFormat _format;
    private readonly Publisher _publisher;
    private readonly StreamingMetrics _metrics;
    private readonly StreamLifetime _lifetime;
    private readonly RoomOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1, 1);

    internal RoomConnection(
        WebSocket socket, RoomName room, Member member, RoomFormat format, Publisher publisher, StreamingMetrics metrics, StreamLifetime lifetime,
        RoomOptions options, TimeProvider time, ILogger<RoomConnection> logger)
    {
        (_socket, _room, _member, _format, _publisher) = (socket, room, member, format, publisher);
        (_metrics, _lifetime, _options, _time, _logger) = (metrics, lifetime, options, time, logger);
    }

    /// <inheritdoc/>
    public void Dispose() => _sending.Dispose();

    /// <summary>Runs until either side closes, the member is dead or too slow, or the server stops.</summary>
    internal async Task RunAsync(Subscription subscription, CancellationToken aborted)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(aborted, _lifetime.Stopping);
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var send = SendAllAsync(subscription, sending.Token);
        var receive = ReceiveAllAsync(receiving.Token);
        await Task.WhenAny(send, receive);
        if (receive.IsCompleted)
        {
            await sending.CancelAsync();
            await send;
            await receive;
            await AwaitCloseAsync();
            return;
        }

        // The sender ended first: the server stops, or the connection broke.
        await send;
        await CloseForShutdownAsync();
        receiving.CancelAfter(_options.CloseTimeout);
        await receive;
    }

    private async Task SendAllAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        while (await subscription.ReadAsync(cancellationToken) is { Count: > 0 } messages)
        {
            for (var i = 0; i < messages.Count; i++)
            {
                var frame = messages[i].Frame(_format);
                if (frame.Length > 0 && !await TrySendAsync(frame))
                    return;
                if (messages[i].Type == MessageType.Gap)
                    _metrics.Gap("room");
            }

            _metrics.Delivered("room", messages.Count);
        }
    }

    // False when the connection is of no more use.
    private async ValueTask<bool> TrySendAsync(byte[] frame)
    {
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            var send = _socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (send.IsCompletedSuccessfully)
                await send;
            else
                await send.AsTask().WaitAsync(_options.WriteTimeout, _time);
            return true;
        }
        catch (TimeoutException)
        {
            LogTookNothing(_room, _options.WriteTimeout);
            _socket.Abort();
            return false;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Closed or broken meanwhile; the receiver sees the same.
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                // An idle member holds no buffer: one is taken when there is something to read.
                await _socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
                if (!await ReceiveOneAsync(cancellationToken))
                    return;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Broken, dead, or a frame against the protocol, which the socket has answered with its close code.
            LogEnded(_room, e.Message);
        }
    }

    private async ValueTask<bool> ReceiveOneAsync(CancellationToken cancellationToken)
    {
        var limit = _publisher.MaxMessageBytes(_room.Topic);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0;
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                    return await CloseAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, string.Empty);
                if (result.MessageType == WebSocketMessageType.Binary)
                    return await CloseAsync(WebSocketCloseStatus.InvalidMessageType, "A room takes text frames only.");
                length += result.Count;
                if (length > limit)
                    return await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {limit} bytes.");
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
            await _publisher.PublishAsync(_room.Topic, NewMessage.Text(text.Span, type: null, _member.Name), cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            return await TrySendAsync(_format.Error(_room, e.Message));
        }
    }

    // A close frame that is followed at once by the end of the connection may never be read: wait for the other side's close, for a while.
    private async Task AwaitCloseAsync()
    {
        if (_socket.State != WebSocketState.CloseSent)
            return;
        using var limit = new CancellationTokenSource(_options.CloseTimeout, _time);
        var ignored = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while ((await _socket.ReceiveAsync(ignored.AsMemory(), limit.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            LogEnded(_room, e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(ignored);
        }
    }

    private async Task CloseForShutdownAsync()
    {
        if (!_lifetime.IsStopping || _socket.State != WebSocketState.Open)
            return;
        // Spread over the drain time, so that not all members come back in the same moment.
        await Task.Delay(_options.DrainTime * Random.Shared.NextDouble(), _time);
        await CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping; connect again.");
    }

    // Always false: there is nothing more to receive.
    private async ValueTask<bool> CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            using var limit = new CancellationTokenSource(_options.CloseTimeout, _time);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(status, Encoding.UTF8.GetByteCount(reason) > 123 ? string.Empty : reason, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            LogEnded(_room, e.Message);
        }
        finally
        {
            _sending.Release();
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Debug, "A member of room {Room} is gone: {Why}")]
    private partial void LogEnded(RoomName room, string why);

    [LoggerMessage(2, LogLevel.Information, "A member of room {Room} took nothing for {WriteTimeout} and was cut off.")]
    private partial void LogTookNothing(RoomName room, TimeSpan writeTimeout);
}
