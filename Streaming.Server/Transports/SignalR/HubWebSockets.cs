using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Opens the WebSockets of the SignalR hub. Limits each message that a client sends: its size, and the time between its first and its last
/// byte. Lets the fan-out write items between the frames of SignalR (<see cref="HubOutput"/>).
/// </summary>
internal sealed class HubWebSockets(
    RefusalRecorder refusals, IdleWatch idle, WriteWatch writes, TimeProvider time, IOptions<StreamHubOptions> options)
{
    /// <summary>Limits the messages on the WebSocket that a request opens. Does nothing if the request does not open a WebSocket.</summary>
    public void Filter(HttpContext http, bool isResumed)
    {
        if (http.Features.Get<IHttpWebSocketFeature>() is not { IsWebSocketRequest: true } inner)
            return;
        var refused = new HubSocketRefusals(() => RefusedTooLarge(http), () => refusals.Record(http, idle.Refusal("message")));
        http.Features.Set<IHttpWebSocketFeature>(new Sockets(this, http, inner, refused, isResumed));
    }

    private void RefusedTooLarge(HttpContext http) =>
        refusals.Record(http, RefusalException.TooLarge(
            "Hubs:MaxMessageBytes", $"A message has at most {options.Value.MaxMessageBytes} bytes."));

    // Opens the WebSocket over a stream whose writes the connection shares with the fan-out, if the HTTP server gives the stream out.
    private async Task<WebSocket> AcceptAsync(
        HttpContext http, IHttpWebSocketFeature inner, WebSocketAcceptContext context, HubSocketRefusals refused, bool isResumed)
    {
        // SignalR closes connections of clients that no longer send anything, but only after it has received a first SignalR ping. The
        // pings of the WebSocket protocol also detect a client that fails earlier.
        var (interval, timeout) = (options.Value.PingInterval, options.Value.ClientTimeout);
        (context.KeepAliveInterval, context.KeepAliveTimeout) = (interval, timeout > interval ? timeout - interval : timeout);
        return WebSocketUpgrade.CanAccept(http)
            ? Limit(await OpenAsync(http, context), http.Features.Get<HubOutput>()!.Abort, refused, isResumed)
            : Limit(await inner.AcceptAsync(context), abort: null, refused, isResumed);
    }

    private async Task<WebSocket> OpenAsync(HttpContext http, WebSocketAcceptContext context)
    {
        var upgraded = await WebSocketUpgrade.AcceptAsync(http, context.SubProtocol);
        var output = new HubOutput(upgraded.CreateWriter(), writes);
        http.Features.Set(output);
        return WebSocket.CreateFromStream(new HubSocketStream(upgraded.Stream, output, writes), new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = context.SubProtocol,
            KeepAliveInterval = context.KeepAliveInterval!.Value,
            KeepAliveTimeout = context.KeepAliveTimeout!.Value,
        });
    }

    private HubWebSocketFilter Limit(WebSocket socket, Action? abort, HubSocketRefusals refused, bool isResumed) =>
        new(socket, abort, options.Value.MaxMessageBytes, refused, idle, time, isResumed);

    private sealed class Sockets(
        HubWebSockets sockets, HttpContext http, IHttpWebSocketFeature inner, HubSocketRefusals refused, bool isResumed)
        : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
            sockets.AcceptAsync(http, inner, context, refused, isResumed);
    }
}
