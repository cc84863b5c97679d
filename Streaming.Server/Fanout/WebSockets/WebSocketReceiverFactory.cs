using System.Net.WebSockets;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Creates the receivers of all WebSocket connections, with the server's idle limit and clock.</summary>
internal sealed class WebSocketReceiverFactory(IdleWatch idle, TimeProvider time)
{
    /// <summary>Creates the receiver of one connection.</summary>
    /// <param name="socket">The connection's WebSocket.</param>
    /// <param name="stream">The stream that the WebSocket reads, which sends the close when the idle limit is over.</param>
    /// <param name="kind">Text or binary.</param>
    /// <param name="limit">The most bytes of a message.</param>
    /// <param name="handler">The handler of the messages.</param>
    public WebSocketReceiver Create(
        WebSocket socket, WebSocketSubscriberStream stream, WebSocketMessageType kind, int limit, IWebSocketMessageHandler handler) =>
        new(socket, kind, limit, handler, new MessageIdleLimit(stream, idle), time);
}
