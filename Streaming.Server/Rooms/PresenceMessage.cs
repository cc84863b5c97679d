using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>
/// Encodes the data of the messages about members (<c>join</c>, <c>leave</c>, <c>occupied</c>, <c>vacated</c> and <c>presence</c>) as JSON.
/// </summary>
internal static class PresenceMessage
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Encodes the data of a message of type <c>join</c> or <c>leave</c>, which reports that a member has joined or left.
    /// </summary>
    public static byte[] Of(Member member) =>
        JsonSerializer.SerializeToUtf8Bytes(new { member.Name, member.Connection, member.Subject }, s_json);

    /// <summary>
    /// Encodes the data of a message <c>occupied</c> (a room got its first member) or <c>vacated</c> (the last member left).
    /// </summary>
    public static byte[] Of(RoomName room) => JsonSerializer.SerializeToUtf8Bytes(new { Room = room.Value }, s_json);

    /// <summary>Encodes the data of a message <c>presence</c> (the number of members of a big room).</summary>
    public static byte[] Of(PresenceChange change) => JsonSerializer.SerializeToUtf8Bytes(change, s_json);
}
