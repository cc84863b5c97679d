using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Refuses who cannot connect to the hub over HTTP, where a client is told why, and sees to it that a WebSocket's messages are not too large.</summary>
internal sealed class HubConnectionMiddleware(RequestDelegate next, StreamLifetime lifetime, HubClientRegistry clients, RefusalRecorder refusals, IdleWatch idle, TimeProvider time, IOptions<StreamHubOptions> options)
{
    private const int MinBodyBytes = 1 << 20;

    public Task InvokeAsync(HttpContext http)
    {
        lifetime.RefuseWhenStopping();
        _ = clients.NameOf(http);
        var resumed = clients.Resumed(http);
        if (resumed is null)
            clients.RefuseWhenFull();
        else
            resumed.RefuseStranger(CallerResolver.Of(http));
        // A client of long polling sends what has gathered meanwhile in one request.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Math.Max(MinBodyBytes, 4L * options.Value.MaxMessageBytes);
        if (http.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
        {
            var refused = new HubSocketRefusals(() => RefusedTooLarge(http), () => refusals.Record(http, idle.Refusal("message")));
            http.Features.Set<IHttpWebSocketFeature>(new Sockets(sockets, options.Value, idle, time, refused, resumed is not null));
        }

        http.Response.OnStarting(static response => SetStreamHeaders((HttpResponse)response), http.Response);
        return next(http);
    }

    private static Task SetStreamHeaders(HttpResponse response)
    {
        // SignalR's transport ServerSentEvents.
        if (EventStreamHeaders.IsEventStream(response))
            EventStreamHeaders.Set(response);
        return Task.CompletedTask;
    }

    private void RefusedTooLarge(HttpContext http) =>
        refusals.Record(http, RefusalException.TooLarge("Hubs:MaxMessageBytes", $"A message has at most {options.Value.MaxMessageBytes} bytes."));

    private sealed class Sockets(
        IHttpWebSocketFeature inner, StreamHubOptions options, IdleWatch idle, TimeProvider time, HubSocketRefusals refusals, bool isResumed) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            // SignalR looks after a client only once it has pinged: one that dies before is found by the WebSocket's own pings.
            context.KeepAliveInterval = options.PingInterval;
            context.KeepAliveTimeout = options.ClientTimeout > options.PingInterval ? options.ClientTimeout - options.PingInterval : options.ClientTimeout;
            return new HubWebSocketFilter(await inner.AcceptAsync(context), options.MaxMessageBytes, refusals, idle, time, isResumed);
        }
    }
}
