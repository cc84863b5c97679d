using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// The action's response may be long: it counts in <see cref="LimitOptions.Streams"/> and <see cref="LimitOptions.StreamsPerAddress"/>
/// until it is sent.
/// </summary>
/// <remarks><c>Delivery:WriteTimeout</c> limits how long the client may receive nothing, as for all responses.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DownloadAttribute : Attribute, IResourceFilter
{
    /// <inheritdoc/>
    /// <exception cref="RefusalException">The server or the address has its maximum of streams.</exception>
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var http = context.HttpContext;
        http.Response.RegisterForDispose(http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).CountedAs));
        // A client may be slow as long as it receives some bytes.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <inheritdoc/>
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
