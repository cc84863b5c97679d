using Microsoft.AspNetCore.Mvc.Routing;

namespace Streaming.Server.Http;

/// <summary>
/// Marks an action that accepts a WebSocket: with GET over HTTP/1.1, and with CONNECT over HTTP/2 (RFC 8441), which browsers use for a page
/// that was loaded over HTTP/2.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HttpWebSocketAttribute(string template) : HttpMethodAttribute(["GET", "CONNECT"], template)
{
    /// <summary>Returns the WebSocket address of a request (<c>ws://</c> or <c>wss://</c>), for error messages to the client.</summary>
    public static string AddressOf(HttpRequest request) =>
        $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}{request.PathBase}{request.Path}";
}
