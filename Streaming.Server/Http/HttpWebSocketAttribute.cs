using Microsoft.AspNetCore.Mvc.Routing;

namespace Streaming.Server.Http;

/// <summary>
/// The action accepts a WebSocket: over HTTP/1.1 with GET, over HTTP/2 with CONNECT (RFC 8441), as browsers do for a page that was loaded
/// over HTTP/2.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HttpWebSocketAttribute(string template) : HttpMethodAttribute(["GET", "CONNECT"], template)
{
    /// <summary>The address to connect to, for messages to the client.</summary>
    public static string AddressOf(HttpRequest request) =>
        $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}{request.PathBase}{request.Path}";
}
