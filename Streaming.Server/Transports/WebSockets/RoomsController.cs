using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Connects clients to rooms over WebSockets, and lists rooms and their members over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
internal sealed class RoomsController(
    MemberRegistry members, AccessControl access, StreamLifetime lifetime, RoomOpener opener,
        RoomConnectionHandler connections) : ControllerBase
{
    /// <summary>
    /// Joins a room over a WebSocket. Each text frame from the client is published to the room, and each member, including the sender,
    /// receives it as <c>[lobby] echo: hello</c>.
    /// </summary>
    /// <param name="room">The name of the room, which is created when the first member joins.</param>
    /// <param name="name">The member's name, at most 64 characters. With a token, the token determines the name, and this value may be
    /// omitted.</param>
    /// <param name="after">
    /// The start: <c>earliest</c> for all stored messages, a position for the messages after it, or empty for new messages only.
    /// </param>
    /// <param name="format">
    /// The format: <c>text</c> (default), or <c>json</c> for whole messages with position, sender and type, including join and leave
    /// messages.
    /// </param>
    /// <param name="slow">
    /// The policy for a member that cannot keep up: <c>replay</c> (default) sends all missed messages from the log, <c>latest</c> sends
    /// only the newest message of each type, and <c>disconnect</c> closes the connection.
    /// </param>
    [HttpWebSocket("/ws/{room}")]
    [RequireTopic(TopicAction.Subscribe, Parameter = "room", Namespace = RoomName.Namespace)]
    [OnSocketThread]
    [ProducesResponseType(StatusCodes.Status101SwitchingProtocols)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status426UpgradeRequired, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task Join(string room, [FromQuery] string? name, [FromQuery] string? after, [FromQuery] string? format,
        [FromQuery] string? slow)
    {
        lifetime.RefuseWhenStopping();
        var roomName = RoomName.Parse(room);
        var memberName = SenderPolicy.GetName(access, CallerResolver.Of(HttpContext), name, roomName.Topic);
        var start = SubscriptionStart.Parse(after);
        var roomFormat = RoomWireFormat.Parse(format);
        var slowPolicy = SlowPolicies.Parse(slow);
        if (!HttpContext.WebSockets.IsWebSocketRequest)
            throw RefusalException.Invalid(
                $"This address is for WebSockets: connect to {HttpWebSocketAttribute.AddressOf(Request)}, or read " +
                $"/topics/{roomName.Topic}/events.");
        var lease = HttpContext.OpenStream(roomName.Topic);
        var stream = await opener.OpenAsync(
            roomName, memberName, start, slowPolicy, lease, ConnectionOrigin.Of(HttpContext, ConnectionTransports.WebSocket),
            HttpContext.RequestAborted);
        try
        {
            var connection = await WebSocketUpgrade.AcceptAsync(HttpContext);
            // The WebSocket may continue after this method has returned, because on plain HTTP/1.1 the server takes the connection over
            // from the HTTP request.
            await connection.RunAsync((input, output, closed) => connections.RunAsync(stream, roomFormat, input, output, closed));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns all rooms that the caller may read and that have at least one member.</summary>
    [HttpGet("/rooms")]
    [AuthorizesInAction]
    public async Task<IReadOnlyList<RoomView>> RoomsAsync(CancellationToken cancellationToken)
    {
        var caller = CallerResolver.Of(HttpContext);
        var rooms = await members.ListRoomsAsync(cancellationToken);
        return [.. rooms.Where(room => access.IsAllowed(caller, TopicAction.Subscribe, new RoomName(room.Room).Topic))];
    }

    /// <summary>Returns the members of a room.</summary>
    [HttpGet("/rooms/{room}/members")]
    [RequireTopic(TopicAction.Subscribe, Parameter = "room", Namespace = RoomName.Namespace)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<MembersView> MembersAsync(string room, CancellationToken cancellationToken) =>
        await members.ListMembersAsync(RoomName.Parse(room), cancellationToken);
}
