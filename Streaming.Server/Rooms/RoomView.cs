using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>A room in the response that lists the rooms with members.</summary>
/// <param name="Room">The name of the room.</param>
/// <param name="Count">The number of members of the room.</param>
internal sealed record RoomView(string Room, int Count);
