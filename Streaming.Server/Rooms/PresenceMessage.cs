using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>The data of the messages about members.</summary>
internal static class PresenceMessage
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The data of the messages <c>join</c> and <c>leave</c>.</summary>
    public static byte[] Of(Member member) =>
        JsonSerializer.SerializeToUtf8Bytes(new { member.Name, member.Connection, member.Subject }, s_json);

    /// <summary>The data of the messages <c>occupied</c> and <c>vacated</c>.</summary>
    public static byte[] Of(RoomName room) => JsonSerializer.SerializeToUtf8Bytes(new { Room = room.Value }, s_json);

    /// <summary>The data of the message <c>presence</c>.</summary>
    public static byte[] Of(PresenceChange change) => JsonSerializer.SerializeToUtf8Bytes(change, s_json);
}
