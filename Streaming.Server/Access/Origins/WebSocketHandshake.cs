using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Detects the HTTP requests with which clients open WebSockets, and refuses those with an unsupported version of the WebSocket protocol.
/// </summary>
internal static class WebSocketHandshake
{
    /// <summary>The only version of the WebSocket protocol that this server supports (RFC 6455).</summary>
    public const string Version = "13";

    /// <summary>
    /// Returns whether the request asks to change from HTTP to another protocol, by an upgrade over HTTP/1.1 or by an extended CONNECT over
    /// HTTP/2.
    /// </summary>
    public static bool IsUpgrade(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <summary>Throws if the request asks for a version of the WebSocket protocol that this server does not support.</summary>
    /// <exception cref="RefusalException">The request asks for a version of the WebSocket protocol other than 13.</exception>
    public static void CheckVersion(HttpContext http)
    {
        var protocol = http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect ? connect.Protocol
            : http.Request.Headers.Upgrade.ToString();
        if (!string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase)
            || http.Request.Headers.SecWebSocketVersion.ToString() == Version)
            return;
        throw new RefusalException(
            RefusalReason.UpgradeRequired,
            $"This version of the WebSocket protocol is not supported; send 'Sec-WebSocket-Version: {Version}'.");
    }
}
