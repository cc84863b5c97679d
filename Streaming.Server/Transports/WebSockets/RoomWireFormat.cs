using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Fanout.WebSockets;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>How a member sees a message of its room: one WebSocket text frame.</summary>
internal abstract class RoomWireFormat : WireFormat
{
    /// <summary>For people: <c>[lobby] echo: hello</c>.</summary>
    public static readonly RoomWireFormat Plain = new PlainFormat();

    /// <summary>For programs: the message in JSON, with its position, sender and type.</summary>
    public static readonly RoomWireFormat Json = new JsonFormat();

    /// <summary>The format of this name.</summary>
    /// <exception cref="RefusalException">There is none of this name.</exception>
    public static RoomWireFormat Parse(string? name) => name switch
    {
        null or "" or "text" => Plain,
        "json" => Json,
        _ => throw RefusalException.Invalid("This format is not known; use format=text or format=json, or leave it out for text."),
    };

    /// <summary>What a member alone is told when what it sent was refused.</summary>
    public abstract byte[] Error(string room, string sentence);

    /// <summary>What a program is told when its replay is over. It has no position of its own: messages that are newer may have come before it.</summary>
    public static byte[] CaughtUpFrame(TopicName topic, Position head) =>
        WebSocketFrame.Text([.. "{\"type\":\"caught-up\",\"data\":"u8, .. CaughtUp.Data(topic, head), .. "}"u8]);

    private sealed class PlainFormat : RoomWireFormat
    {
        public override byte[] Error(string room, string sentence) => WebSocketFrame.Text(Encoding.UTF8.GetBytes($"[{room}] error: {sentence}"));

        protected internal override byte[] Encode(Message message) => message.Type switch
        {
            // Who comes and goes is presence, which people ask for elsewhere.
            _ when MessageType.IsPresence(message.Type) => [],
            MessageType.Gap => Frame(message, "gap"),
            _ => Frame(message, "echo"),
        };

        private static byte[] Frame(Message message, string verb)
        {
            var prefix = Encoding.UTF8.GetBytes($"[{message.Topic.Value.AsSpan(RoomName.Namespace.Length)}] {verb}: ");
            return WebSocketFrame.Text([.. prefix, .. message.Data]);
        }
    }

    private sealed class JsonFormat : RoomWireFormat
    {
        public override byte[] Error(string room, string sentence) => WebSocketFrame.Text(JsonSerializer.SerializeToUtf8Bytes(new { type = "error", data = sentence }));

        protected internal override byte[] Encode(Message message) => WebSocketFrame.Text(MessageJson.ToUtf8(message));
    }
}
