using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Limits each message on the WebSockets of the SignalR hub: its size, and the time between its first and its last byte.</summary>
internal sealed class HubWebSockets(RefusalRecorder refusals, IdleWatch idle, TimeProvider time, IOptions<StreamHubOptions> options)
{
    /// <summary>Limits the messages on the WebSocket that a request opens. Does nothing if the request does not open a WebSocket.</summary>
    public void Filter(HttpContext http, bool isResumed)
    {
        if (http.Features.Get<IHttpWebSocketFeature>() is not { IsWebSocketRequest: true } inner)
            return;
        var refused = new HubSocketRefusals(() => RefusedTooLarge(http), () => refusals.Record(http, idle.Refusal("message")));
        http.Features.Set<IHttpWebSocketFeature>(new Sockets(inner, options.Value, idle, time, refused, isResumed));
    }

    private void RefusedTooLarge(HttpContext http) =>
        refusals.Record(http, RefusalException.TooLarge(
            "Hubs:MaxMessageBytes", $"A message has at most {options.Value.MaxMessageBytes} bytes."));

    private sealed class Sockets(
        IHttpWebSocketFeature inner, StreamHubOptions options, IdleWatch idle, TimeProvider time, HubSocketRefusals refusals,
            bool isResumed) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            // SignalR closes connections of clients that no longer send anything, but only after it has received a first SignalR ping. The
            // pings of the WebSocket protocol also detect a client that fails earlier.
            context.KeepAliveInterval = options.PingInterval;
            context.KeepAliveTimeout = options.ClientTimeout > options.PingInterval ? options.ClientTimeout - options.PingInterval
                : options.ClientTimeout;
            return new HubWebSocketFilter(await inner.AcceptAsync(context), options.MaxMessageBytes, refusals, idle, time, isResumed);
        }
    }
}
