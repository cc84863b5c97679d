using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;

namespace Streaming.Server.Http;

/// <summary>
/// Lets each endpoint that supports GET also answer HEAD requests. Kestrel (the HTTP server), or over HTTP/2 the class
/// <see cref="HeadResponseBody"/>, omits the body of the response. The endpoints of the history read no data for it, and the response of a
/// stream endpoint ends immediately.
/// </summary>
internal static class HeadRequests
{
    /// <summary>
    /// Adds the method HEAD to this server's endpoints that support GET. The hosting application's own controllers are not changed.
    /// </summary>
    public static TBuilder WithHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(AddHead);
        return endpoints;
    }

    private static void AddHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<ControllerActionDescriptor>().FirstOrDefault() is { } action
            && action.ControllerTypeInfo.Assembly != typeof(HeadRequests).Assembly)
            return;
        var methods = endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault();
        if (methods is null || !methods.HttpMethods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase))
            return;
        endpoint.Metadata.Remove(methods);
        endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head], methods.AcceptCorsPreflight));
    }
}
