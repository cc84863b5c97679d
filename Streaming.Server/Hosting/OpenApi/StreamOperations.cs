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
                "The start of the stream: `earliest` for all stored messages, or the position (`epoch-offset`) after which it starts. " +
                "Only new messages if omitted."), Slow, LastEventId, LastEventIdInQuery],
            Response = [Events()],
        },
        ["GET /events"] = new("streamTopics", "Events", "Stream the events of several topics")
        {
            Parameters = [SeveralTopics, Query("after",
                "The start of the stream: `earliest` for all stored messages, or the id of an event of this stream, after which it " +
                "starts. Only new messages if omitted."), Slow, LastEventId, LastEventIdInQuery],
            Response = [Events()],
        },
        ["GET /ws/{room}"] = new("joinRoom", "Rooms", "Join a room over a WebSocket")
        {
            Parameters =
            [
                Room, MemberName,
                Query("after",
                    "The first messages: `earliest` for all stored messages, or the position (`epoch-offset`) after which they start. " +
                    "Only new messages if omitted."),
                Choice("format",
                    "The format of the messages: `text` sends lines such as `[lobby] echo: hello`, `json` sends complete messages in JSON.",
                    "text", ["text", "json"]),
                Slow,
            ],
        },
        ["GET /rooms"] = new("listRooms", "Rooms", "List rooms") { NeedsStore = false },
        ["GET /rooms/{room}/members"] = new(
            "listRoomMembers", "Rooms", "List the members of a room")
        { Parameters = [Room], NeedsStore = false },
        ["POST /rooms/{room}/invitations"] = new("inviteToRoom", "Rooms", "Invite a person to a room by e-mail")
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
                    "The format of commands and replies. `protobuf` selects Protobuf for clients that cannot offer a subprotocol. The " +
                    "default is JSON.", null, ["json", "protobuf"]),
                Choice("cf_protocol", "Has the same meaning as the parameter `format`.", null, ["json", "protobuf"]),
                Flag("cf_ws_frame_ping_pong", "`true` sends pings as WebSocket frames, for a plain WebSocket client."),
            ],
        },
        ["POST /connection/http_stream"] = new("connectCentrifugalHttpStream", "Centrifugal", "Connect by HTTP streaming")
        {
            Parameters = [MemberName],
            Body = [AnyJson("The command `connect` in JSON."),
                File(Protobuf, "The length of the command `connect`, then the command in Protobuf.")],
            Response = [File("application/json", "Replies and pushes in JSON, one on each line."),
                File(Protobuf, "Replies and pushes in Protobuf, each after its length.")],
        },
        ["GET /connection/sse"] = new("connectCentrifugalSse", "Centrifugal", "Connect by server-sent events")
        {
            Parameters = [Query("cf_connect", "The command `connect` in JSON.") with { IsRequired = true }, MemberName],
            Response = [File("text/event-stream", "Server-sent events. The data of each event is a reply or a push in JSON.")],
        },
        ["POST /emulation"] = new("sendCentrifugalCommands", "Centrifugal",
            "Send commands on a connection by HTTP streaming or server-sent events")
        {
            Body = [Json<EmulationShape>(), File(Protobuf, "The session, the node and the commands in Protobuf.")],
        },
    };

    private static DescribedContent Events() => File(
        "text/event-stream",
            "Server-sent events, one for each message. `id` is the position from which a client can resume, `event` is the type of the " +
            "message (omitted for the type `message`), and `data` is the data of the message. An event of type `gap` is sent in place of " +
            "messages that the server has deleted.");
}
