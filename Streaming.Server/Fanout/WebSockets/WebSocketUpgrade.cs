using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Direct;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>
/// Accepts WebSocket connections. The server encodes the frames with messages itself instead of using the .NET WebSocket, because many
/// subscribers share the bytes of one frame.
/// </summary>
internal static class WebSocketUpgrade
{
    // A fixed text from RFC 6455, section 1.3. The server's response to a WebSocket request contains a hash of the key that the client sent
    // and this text.
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>
    /// Accepts a WebSocket request. The caller must have checked <c>HttpContext.WebSockets.IsWebSocketRequest</c>, which validates the
    /// headers of the request.
    /// </summary>
    public static async Task<UpgradedConnection> AcceptAsync(HttpContext http, string? subprotocol = null)
    {
        if (subprotocol is not null)
            http.Response.Headers.SecWebSocketProtocol = subprotocol;
        var direct = DirectConnection.Of(http);
        return new UpgradedConnection(http, direct, await OpenAsync(http));
    }

    /// <summary>
    /// Returns whether the HTTP server gives out the stream of the connection. An application's own server may only give out a WebSocket,
    /// for example the server for tests of ASP.NET Core.
    /// </summary>
    public static bool CanAccept(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private static async Task<Stream> OpenAsync(HttpContext http)
    {
        // Over HTTP/2 and later versions, a client opens a WebSocket with a CONNECT request (RFC 8441).
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await connect.AcceptAsync();
        var key = http.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // The protocol asks for SHA-1; it proves nothing and hides nothing.
        http.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.Upgrade = "websocket";
        var stream = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await stream.FlushAsync();
        return stream;
    }
}
