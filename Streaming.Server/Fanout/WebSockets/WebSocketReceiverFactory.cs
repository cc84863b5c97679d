using System.Net.WebSockets;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Creates the objects that receive the messages of WebSockets. Each object uses the clock of the server, and the time limit for the rest
/// of a message that has begun to arrive.
/// </summary>
internal sealed class WebSocketReceiverFactory(IdleWatch idle, TimeProvider time)
{
    /// <summary>Creates the object that receives the messages of one WebSocket connection.</summary>
    /// <param name="socket">The WebSocket of the connection.</param>
    /// <param name="stream">The stream from which the WebSocket reads. If the rest of a message does not arrive in time, the close frame is
    /// written to this stream.</param>
    /// <param name="kind">The accepted kind of messages: text or binary.</param>
    /// <param name="limit">The maximum size of a message in bytes.</param>
    /// <param name="handler">The object that handles the received messages.</param>
    public WebSocketReceiver Create(
        WebSocket socket, WebSocketSubscriberStream stream, WebSocketMessageType kind, int limit, IWebSocketMessageHandler handler) =>
        new(socket, kind, limit, handler, new MessageIdleLimit(stream, idle), time);
}
