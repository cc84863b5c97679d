using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;

namespace Streaming.Server.Http;

/// <summary>
/// Answers HEAD for each endpoint that supports GET. Kestrel omits the body, and the endpoints read no content for it: streams end at once.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Adds HEAD to the endpoints of this server that support GET. An application's own controllers are unchanged.</summary>
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
