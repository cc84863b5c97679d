using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Encodes a room's messages for WebSocket members: each message is one text frame.</summary>
internal abstract class RoomWireFormat : WireFormat
{
    /// <summary>The text format, for people, such as <c>[lobby] echo: hello</c>.</summary>
    public static readonly RoomWireFormat Plain = new PlainFormat();

    /// <summary>The JSON format, for programs, with the position, sender and type of each message.</summary>
    public static readonly RoomWireFormat Json = new JsonFormat();

    // The close frame that follows the message about the closing of a room, and ends the connections of the members.
    private static readonly byte[] s_close = WebSocketFrame.Close(WebSocketCloseStatus.NormalClosure, "The room is closed.");

    /// <summary>Returns the format that has the given name.</summary>
    /// <exception cref="RefusalException">No format has the given name.</exception>
    public static RoomWireFormat Parse(string? name) => name switch
    {
        null or "" or "text" => Plain,
        "json" => Json,
        _ => throw RefusalException.Invalid("This format is not known; use format=text or format=json, or leave it out for text."),
    };

    /// <summary>Encodes a frame that informs a member why a message from this member was refused.</summary>
    public abstract byte[] Error(string room, string sentence);

    /// <summary>
    /// Encodes the frame that marks the end of the replay (the messages that the member has missed), in the JSON format. The frame contains
    /// no position. Messages that are newer than the replay may have been sent before the frame, and the client must not resume before
    /// them.
    /// </summary>
    public static byte[] CaughtUpFrame(TopicName topic, Position head) =>
        WebSocketFrame.Text([.. "{\"type\":\"caught-up\",\"data\":"u8, .. CaughtUp.Data(topic, head), .. "}"u8]);

    private sealed class PlainFormat : RoomWireFormat
    {
        public override byte[] Error(string room, string sentence) =>
            WebSocketFrame.Text(Encoding.UTF8.GetBytes($"[{room}] error: {sentence}"));

        protected internal override byte[] Encode(Message message) => message.Type switch
        {
            // In the text format, join and leave messages are not sent.
            _ when MessageType.IsPresence(message.Type) => [],
            MessageType.Gap => Frame(message, "gap"),
            MessageType.Closed => [.. Frame(message, "closed"), .. s_close],
            _ => Frame(message, "echo"),
        };

        private static byte[] Frame(Message message, string verb)
        {
            var prefix = Encoding.UTF8.GetBytes($"[{message.Topic.Value.AsSpan(RoomName.Namespace.Length)}] {verb}: ");
            return WebSocketFrame.Text([.. prefix, .. MessageText.ToUtf8(message)]);
        }
    }

    private sealed class JsonFormat : RoomWireFormat
    {
        public override byte[] Error(string room, string sentence) =>
            WebSocketFrame.Text(JsonSerializer.SerializeToUtf8Bytes(new { type = "error", data = sentence }));

        protected internal override byte[] Encode(Message message) => message.Type == MessageType.Closed
            ? [.. WebSocketFrame.Text(MessageJson.ToUtf8(message)), .. s_close]
            : WebSocketFrame.Text(MessageJson.ToUtf8(message));
    }
}
