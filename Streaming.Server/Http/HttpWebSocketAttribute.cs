using Microsoft.AspNetCore.Mvc.Routing;

namespace Streaming.Server.Http;

/// <summary>
/// Marks an action that accepts a WebSocket, either by a GET request over HTTP/1.1, or by a CONNECT request over HTTP/2 (RFC 8441).
/// Browsers use CONNECT if the page was loaded over HTTP/2.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HttpWebSocketAttribute(string template) : HttpMethodAttribute(["GET", "CONNECT"], template)
{
    /// <summary>
    /// Returns the URL of a request with the scheme of WebSockets (<c>ws://</c> or <c>wss://</c>), for an error message to the client.
    /// </summary>
    public static string AddressOf(HttpRequest request) =>
        $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}{request.PathBase}{request.Path}";
}
