using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Serves version 2 of the Centrifugal client protocol, for the client SDKs that use it. A channel is a topic.</summary>
[ApiController]
internal sealed class CentrifugalController(
    StreamLifetime lifetime, ClientSessions sessions, CentrifugalConnectionHandler connections) : ControllerBase
{
    /// <summary>
    /// Connects over a WebSocket. The format is Protobuf if the client offers subprotocol <c>centrifuge-protobuf</c> or the address selects
    /// it, and JSON otherwise.
    /// </summary>
    /// <param name="name">The client's name, at most 64 characters; clients may also connect with data <c>{"name":"…"}</c>.</param>
    /// <param name="format"><c>protobuf</c>, for clients that cannot offer a subprotocol.</param>
    /// <param name="protocol">The same as <paramref name="format"/>, under the name that clients of the protocol use.</param>
    /// <param name="framePings"><c>true</c> to receive pings as WebSocket frames, for a plain WebSocket client.</param>
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
        // Checked before the upgrade, so that the client receives an HTTP error. A name in the data of 'connect' is checked with that
        // command.
        var clientName = string.IsNullOrEmpty(name) ? null : SenderName.Check(name);
        if (!HttpContext.WebSockets.IsWebSocketRequest)
            throw RefusalException.Invalid(
                "This address is for clients of the Centrifugal protocol over WebSocket: connect to " +
                $"{HttpWebSocketAttribute.AddressOf(Request)}.");
        var offered = HttpContext.WebSockets.WebSocketRequestedProtocols;
        var wire = format == "protobuf" || protocol == "protobuf" || offered.Contains(CentrifugalWire.Protobuf.Subprotocol)
            ? CentrifugalWire.Protobuf : CentrifugalWire.Json;
        var seat = sessions.Enter();
        try
        {
            var connection = await WebSocketUpgrade.AcceptAsync(HttpContext, offered.Contains(wire.Subprotocol) ? wire.Subprotocol : null);
            var request = new ClientRequest(CallerResolver.Of(HttpContext), wire, framePings == "true", clientName, Request.Path);
            // From here on the session runs by itself, after the end of this request if the transport allows it.
            await connection.RunAsync((input, output, closed) => connections.RunAsync(request, seat, input, output, closed));
        }
        catch
        {
            seat.Dispose();
            throw;
        }
    }
}
