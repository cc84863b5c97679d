using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Access.Authorization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Every endpoint that the server has, as it knows them itself.</summary>
internal static class AllEndpoints
{
    /// <summary>What a parameter of a route is in <see cref="AddressesOf"/>.</summary>
    public const string AnyName = "secret-topic";

    public static IEnumerable<RouteEndpoint> Of(TestServer server) =>
        server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct();

    /// <summary>Each with its methods and an address.</summary>
    public static IEnumerable<(string Method, string Path, RouteEndpoint Endpoint)> AddressesOf(TestServer server) =>
        from endpoint in Of(server)
        from method in MethodsOf(endpoint)
        select (method, Address(endpoint), endpoint);

    /// <summary>Each as the description has it: <c>/topics/{topic}</c>. HEAD is GET without a body, and not described apart.</summary>
    public static IEnumerable<(string Method, string Template)> TemplatesOf(TestServer server) =>
        from endpoint in Of(server)
        from method in MethodsOf(endpoint)
        where method != "HEAD"
        select (method, Path(endpoint, parameter => $"{{{parameter}}}"));

    // CONNECT is how a browser opens a WebSocket over HTTP/2, on the same endpoint as GET; a client cannot send it to a path otherwise.
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "CONNECT");

    // Every parameter is a name that is allowed everywhere; where topics are a query, there is one.
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
