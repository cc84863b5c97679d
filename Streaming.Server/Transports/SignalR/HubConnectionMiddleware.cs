using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Refuses connections to the SignalR hub (for example, if too many exist) before the upgrade to a WebSocket, so that the client receives
/// an HTTP error. Also limits the size of the messages that clients send.
/// </summary>
internal sealed class HubConnectionMiddleware(
    RequestDelegate next, StreamLifetime lifetime, HubClientRegistry clients, HubWebSockets sockets, NegotiationLimiter negotiations,
        IOptions<StreamHubOptions> options)
{
    private const int MinBodyBytes = 1 << 20;

    public Task InvokeAsync(HttpContext http)
    {
        lifetime.RefuseWhenStopping();
        _ = clients.GetName(http);
        // A negotiation always creates a connection, also if its query has the id of another one.
        var isNegotiation = http.GetEndpoint()?.Metadata.GetMetadata<NegotiateMetadata>() is not null;
        var resumed = isNegotiation ? null : clients.FindExisting(http);
        if (resumed is null)
        {
            clients.RefuseWhenFull();
            if (isNegotiation && HttpMethods.IsPost(http.Request.Method))
                negotiations.Count(CallerResolver.Of(http).LimitKey);
            HubClientRegistry.KeepCaller(http);
        }
        else
        {
            resumed.RefuseOtherCaller(CallerResolver.Of(http));
        }

        // A client that uses long polling sends all of its queued messages in one request. So the limit for the request body is larger than
        // the limit for one message.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Math.Max(MinBodyBytes, 4L * options.Value.MaxMessageBytes);
        sockets.Filter(http, isResumed: resumed is not null);
        http.Response.OnStarting(static response => SetStreamHeaders((HttpResponse)response), http.Response);
        return next(http);
    }

    private static Task SetStreamHeaders(HttpResponse response)
    {
        // A client that uses SignalR's transport ServerSentEvents requests this media type. The response is a stream that stays open.
        if (EventStreamHeaders.IsEventStream(response))
            EventStreamHeaders.Set(response);
        return Task.CompletedTask;
    }
}
