using Streaming.Server.Jobs.Handlers.Invitation;
using static Streaming.Server.Hosting.OpenApi.DescribedContent;
using static Streaming.Server.Hosting.OpenApi.DescribedParameter;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes the HTTP operations of event streams, rooms and the Centrifugal protocol for the OpenAPI document.</summary>
internal static class StreamOperations
{
    private const string Protobuf = "application/octet-stream";

    public static Dictionary<string, DescribedOperation> All { get; } = new(StringComparer.Ordinal)
    {
        ["GET /topics/{topic}/events"] = new("streamTopic", "Events", "Stream the events of a topic")
        {
            Parameters = [Topic, Query("after",
                "`earliest`, or a position after which to begin. Only new messages if left out."), Slow, LastEventId],
            Response = [Events()],
        },
        ["GET /events"] = new("streamTopics", "Events", "Stream the events of several topics")
        {
            Parameters = [SeveralTopics, Query("after",
                "`earliest`, or the id of an event of this stream after which to begin. Only new messages if left out."), Slow,
                    LastEventId],
            Response = [Events()],
        },
        ["GET /ws/{room}"] = new("joinRoom", "Rooms", "Join a room over a WebSocket")
        {
            Parameters =
            [
                Room, MemberName, Query("after", "`earliest`, or a position after which to begin. Only new messages if left out."),
                Choice("format",
                    "`text` is for people: `[lobby] echo: hello`. `json` sends whole messages.", "text", ["text", "json"]), Slow,
            ],
        },
        ["GET /rooms"] = new("listRooms", "Rooms", "List rooms") { NeedsStore = false },
        ["GET /rooms/{room}/members"] = new(
            "listRoomMembers", "Rooms", "List the members of a room")
        { Parameters = [Room], NeedsStore = false },
        ["POST /rooms/{room}/invitations"] = new("inviteToRoom", "Rooms", "Invite somebody to a room by e-mail")
        {
            Parameters = [Room, IdempotencyKey("room")],
            Body = [Json<InvitationRequest>()],
        },
        ["GET /connection/websocket"] = new("connectCentrifugal", "Centrifugal", "Connect over a WebSocket")
        {
            Parameters =
            [
                MemberName,
                Choice("format",
                    "`protobuf` selects Protobuf, for clients that cannot offer a subprotocol. JSON if left out.",
                    null, ["json", "protobuf"]),
                Choice("cf_protocol", "The same as `format`.", null, ["json", "protobuf"]),
                Flag("cf_ws_frame_ping_pong", "`true` sends pings as WebSocket frames, for a plain WebSocket client."),
            ],
        },
        ["POST /connection/http_stream"] = new("connectCentrifugalHttpStream", "Centrifugal", "Connect by HTTP streaming")
        {
            Parameters = [MemberName],
            Body = [AnyJson("The command `connect`."), File(Protobuf, "The same in Protobuf, after its length.")],
            Response = [File("application/json", "Replies and pushes in JSON, one a line."),
                File(Protobuf, "The same in Protobuf, each after its length.")],
        },
        ["GET /connection/sse"] = new("connectCentrifugalSse", "Centrifugal", "Connect by server-sent events")
        {
            Parameters = [Query("cf_connect", "The command `connect` in JSON.") with { IsRequired = true }, MemberName],
            Response = [File("text/event-stream", "Each reply and push is the data of an event, in JSON.")],
        },
        ["POST /emulation"] = new("sendCentrifugalCommands", "Centrifugal",
            "Send commands on a connection by HTTP streaming or server-sent events")
        {
            Body = [Json<EmulationShape>(), File(Protobuf, "The same in Protobuf.")],
        },
    };

    private static DescribedContent Events() => File(
        "text/event-stream",

            "Server-sent events: `id` is the position to resume from, `event` is the type (left out for `message`), `data` is the " +
            "message's data. `event: gap` tells of messages that are gone.");
}
