using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// Marks an endpoint whose response may take long to send. Until the response is sent, it counts as an open stream in the limits
/// <see cref="LimitOptions.Streams"/> and <see cref="LimitOptions.StreamsPerAddress"/>.
/// </summary>
/// <remarks>
/// The connection is aborted if the client receives no byte for the time <c>Delivery:WriteTimeout</c>, as with all responses.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DownloadAttribute : Attribute, IResourceFilter
{
    /// <summary>
    /// Counts the response of a request as an open stream until it is sent, and adds it to the list of open connections. Allows the client
    /// to receive the response slowly.
    /// </summary>
    /// <exception cref="RefusalException">The maximum number of open streams is reached, for the server or for the caller's
    /// address.</exception>
    public static void Begin(HttpContext http, params TopicName[] topics)
    {
        http.Response.RegisterForDispose(http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).LimitKey));
        http.Response.RegisterForDispose(RequestConnection.Begin(http, ConnectionTransports.Download, topics));
        // Disables the minimum data rate of Kestrel (the HTTP server) for this response. A client may receive the response slowly, as long
        // as it receives some bytes.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <inheritdoc/>
    public void OnResourceExecuting(ResourceExecutingContext context) => Begin(
        context.HttpContext, context.RouteData.Values["topic"] is string topic ? [new TopicName(topic)] : []);

    /// <inheritdoc/>
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
