using System.Net.WebSockets;

namespace Streaming.Server.Hubs;

/// <summary>A WebSocket of the hub. A message that is too large is closed with 1009, where SignalR by itself closes as if all were well.</summary>
internal sealed class HubSocket(WebSocket inner, int maxMessage, TimeProvider time) : WebSocket
{
    private static readonly TimeSpan s_closeTimeout = TimeSpan.FromSeconds(2);

    private readonly HubMessageMeter _meter = new(maxMessage);

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Dispose() => inner.Dispose();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await inner.ReceiveAsync(buffer, cancellationToken);
        if (_meter.Add(buffer.Span[..result.Count], result.MessageType == WebSocketMessageType.Binary))
            return result;
        await inner.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"A message has at most {maxMessage} bytes.", cancellationToken);
        await AwaitCloseAsync(buffer, cancellationToken);
        throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    // A close that is followed at once by the end of the connection may never be read.
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
            // It does not answer.
        }
    }
}
