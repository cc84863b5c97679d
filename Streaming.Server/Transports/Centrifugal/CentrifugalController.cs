using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Accepts WebSocket connections of client SDKs that use version 2 of the Centrifugal client protocol. A channel of the protocol is a topic
/// of this server.
/// </summary>
[ApiController]
internal sealed class CentrifugalController(
    StreamLifetime lifetime, ClientSessions sessions, CentrifugalConnectionHandler connections) : ControllerBase
{
    /// <summary>
    /// Connects a client over a WebSocket. The format is Protobuf if the query selects it; otherwise the first of the subprotocols
    /// <c>centrifuge-json</c> and <c>centrifuge-protobuf</c> that the client offers selects it. Without both, the format is JSON.
    /// </summary>
    /// <param name="name">The name of the client, at most 64 characters. A client may send its name in the data of <c>connect</c> instead:
    /// <c>{"name":"…"}</c>.</param>
    /// <param name="format">The format: <c>protobuf</c> selects Protobuf for clients that cannot offer a subprotocol.</param>
    /// <param name="protocol">Another name for <paramref name="format"/>, which some clients of the protocol use.</param>
    /// <param name="framePings">If <c>true</c>, the server sends pings as WebSocket ping frames, for clients that do not answer the ping
    /// messages of the Centrifugal protocol.</param>
    [HttpWebSocket("/connection/websocket")]
    [OnSocketThread]
    [AuthorizesInAction]
    [ProducesResponseType(StatusCodes.Status101SwitchingProtocols)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status426UpgradeRequired, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task Connect(
        [FromQuery] string? name, [FromQuery] string? format, [FromQuery(Name = "cf_protocol")] string? protocol,
            [FromQuery(Name = "cf_ws_frame_ping_pong")] string? framePings)
    {
        lifetime.RefuseWhenStopping();
        // The name in the query is checked before the upgrade to a WebSocket, so that a client with a wrong name receives an HTTP error. A
        // name in the data of the command 'connect' is checked later, with that command.
        var clientName = string.IsNullOrEmpty(name) ? null : SenderName.Check(name);
        if (!HttpContext.WebSockets.IsWebSocketRequest)
            throw RefusalException.Invalid(
                "This address is for clients of the Centrifugal protocol over WebSocket: connect to " +
                $"{HttpWebSocketAttribute.AddressOf(Request)}.");
        var offered = HttpContext.WebSockets.WebSocketRequestedProtocols;
        var wire = format == "protobuf" || protocol == "protobuf" ? CentrifugalWire.Protobuf
            : offered.Select(CentrifugalWire.OfSubprotocol).FirstOrDefault(static each => each is not null) ?? CentrifugalWire.Json;
        var slot = sessions.TakeSlot();
        try
        {
            var connection = await WebSocketUpgrade.AcceptAsync(HttpContext, offered.Contains(wire.Subprotocol) ? wire.Subprotocol : null);
            var request = new ClientRequest(
                CallerResolver.Of(HttpContext), wire, framePings == "true", clientName, Request.Path,
                HttpContext.Connection.RemoteIpAddress);
            // The session may continue after this method has returned, because on plain HTTP/1.1 the server takes the connection over from
            // the HTTP request.
            await connection.RunAsync((input, output, closed) => connections.RunAsync(request, slot, input, output, closed));
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }
}
