using System.Net.WebSockets;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Wraps a WebSocket of the SignalR hub to limit the size of messages. If a message is too large, closes the WebSocket with code 1009
/// (message too big). SignalR itself would use code 1000, which clients treat as a normal end. Also sends each message in one frame.
/// </summary>
internal sealed class HubWebSocketFilter(
    WebSocket inner, Action? abort, int maxMessage, HubSocketRefusals refusals, IdleWatch watch, TimeProvider time, bool isResumed)
    : WebSocket, IIdleWait
{
    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(2);

    private readonly HubMessageMeter _meter = new(maxMessage, isResumed);
    private readonly HubMessageParts _parts = new();
    private bool _isWithinFrame;

    public TimeSpan IdleLimit => watch.Limit;

    public long WaitingSince { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override void Abort()
    {
        // First the connection: the end of the WebSocket also ends the right to abort it.
        abort?.Invoke();
        inner.Abort();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose() => inner.Dispose();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var receive = inner.ReceiveAsync(buffer, cancellationToken);
        var result = await (receive.IsCompleted || !(_isWithinFrame || _meter.IsWithinMessage) ? receive : WaitAsync(receive));
        _isWithinFrame = !result.EndOfMessage;
        if (_meter.Add(buffer.Span[..result.Count], result.MessageType == WebSocketMessageType.Binary))
            return result;
        refusals.TooLarge();
        await inner.CloseOutputAsync(
            WebSocketCloseStatus.MessageTooBig, $"A message has at most {maxMessage} bytes (Hubs:MaxMessageBytes).", cancellationToken);
        await AwaitCloseAsync(buffer, cancellationToken);
        throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (endOfMessage && !_parts.HasBegun)
            return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
        _parts.Add(buffer.Span);
        return endOfMessage
            ? _parts.SendAsync(message => inner.SendAsync(message, messageType, endOfMessage: true, cancellationToken))
            : ValueTask.CompletedTask;
    }

    public void EndWait()
    {
        if (!watch.IsLate(this))
            return;
        refusals.Idle();
        Abort();
    }

    private async ValueTask<ValueWebSocketReceiveResult> WaitAsync(ValueTask<ValueWebSocketReceiveResult> receive)
    {
        WaitingSince = watch.Now;
        watch.Begin(this);
        try
        {
            return await receive;
        }
        finally
        {
            watch.End(this);
        }
    }

    // Waits up to 2 s for the client's answer to the close frame. Without the wait, the connection would end directly after the close
    // frame, and some clients would not read it.
    private async ValueTask AwaitCloseAsync(Memory<byte> ignored, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_closeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while ((await inner.ReceiveAsync(ignored, either.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // The client did not answer the close frame within the time limit.
        }
    }
}
