using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Streams;

/// <summary>
/// The action's response may be long: it takes a place among <see cref="LimitOptions.Streams"/> and <see cref="LimitOptions.StreamsPerAddress"/> until it is sent.
/// </summary>
/// <remarks>How long a client may take nothing of it is said by <c>Delivery:WriteTimeout</c>, as for all responses.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DownloadAttribute : Attribute, IResourceFilter
{
    /// <inheritdoc/>
    /// <exception cref="RefusalException">There are too many streams already.</exception>
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var http = context.HttpContext;
        http.Response.RegisterForDispose(http.RequestServices.GetRequiredService<StreamLimiter>().Lease(CallerResolver.Of(http).CountedAs));
        // A client may be slow as long as it takes something.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <inheritdoc/>
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
