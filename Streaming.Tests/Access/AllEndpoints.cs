using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Access.Authorization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Lists all endpoints of a server, from the server's own endpoint data.</summary>
internal static class AllEndpoints
{
    /// <summary>The text that stands for each route parameter in <see cref="AddressesOf"/>.</summary>
    public const string AnyName = "secret-topic";

    public static IEnumerable<RouteEndpoint> Of(TestServer server) =>
        server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct();

    /// <summary>Lists the endpoints, each with its HTTP methods and an address without parameters.</summary>
    public static IEnumerable<(string Method, string Path, RouteEndpoint Endpoint)> AddressesOf(TestServer server) =>
        from endpoint in Of(server)
        from method in MethodsOf(endpoint)
        select (method, Address(endpoint), endpoint);

    /// <summary>
    /// Lists the endpoints as the OpenAPI document names them: <c>/topics/{topic}</c>. HEAD is left out, since it is GET without a body.
    /// </summary>
    public static IEnumerable<(string Method, string Template)> TemplatesOf(TestServer server) =>
        from endpoint in Of(server)
        from method in MethodsOf(endpoint)
        where method != "HEAD"
        select (method, Path(endpoint, parameter => $"{{{parameter}}}"));

    // A browser opens a WebSocket over HTTP/2 with CONNECT on the endpoint of GET; a client cannot send CONNECT to a path otherwise.
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "CONNECT");

    // Each route parameter becomes a name that is valid everywhere; endpoints that take topics in the query get one topic.
    private static string Address(RouteEndpoint endpoint)
    {
        var path = Path(endpoint, static _ => AnyName);
        return endpoint.Metadata.GetMetadata<RequireTopicAttribute>() is { } demands
            && !endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name == demands.Parameter)
            ? $"{path}?{demands.Parameter}={AnyName}"
            : path;
    }

    private static string Path(RouteEndpoint endpoint, Func<string, string> parameterIs) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter when endpoint.RoutePattern.Defaults.TryGetValue(parameter.Name, out var value)
                && value is string text => text,
            RoutePatternParameterPart parameter => parameterIs(parameter.Name),
            _ => string.Empty,
        }))));
}
