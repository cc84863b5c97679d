using System.Net.WebSockets;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Closes a WebSocket if the rest of a message does not arrive within the time <c>Access:Limits:BodyIdle</c>. Between two messages there is
/// no such limit; pings then detect whether the client is alive.
/// </summary>
internal sealed class MessageIdleLimit(WebSocketSubscriberStream stream, IdleWatch watch) : IIdleWait
{
    private const int Receiving = 0;
    private const int Waiting = 1;
    private const int Ended = 2;

    private IWebSocketMessageHandler? _handler;
    private int _state;

    public TimeSpan IdleLimit => watch.Limit;

    public long WaitingSince { get; private set; }

    /// <summary>
    /// Waits for the next part of a WebSocket message that has begun to arrive. The connection is closed if the part does not arrive in
    /// time.
    /// </summary>
    public async ValueTask<ValueWebSocketReceiveResult> WaitAsync(
        ValueTask<ValueWebSocketReceiveResult> receive, IWebSocketMessageHandler handler)
    {
        (_handler, WaitingSince) = (handler, watch.Now);
        Volatile.Write(ref _state, Waiting);
        watch.Begin(this);
        try
        {
            return await receive;
        }
        finally
        {
            watch.End(this);
            Interlocked.CompareExchange(ref _state, Receiving, Waiting);
        }
    }

    public void EndWait()
    {
        if (!watch.IsLate(this) || Interlocked.CompareExchange(ref _state, Ended, Waiting) != Waiting)
            return;
        var refusal = watch.Refusal("message");
        _handler?.RefusedIdle(refusal);
        stream.EndWith(WebSocketFrame.Close(WebSocketCloseStatus.PolicyViolation, refusal.Message));
    }
}
