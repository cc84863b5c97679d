using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>A room in the list of rooms.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Count">The number of members.</param>
internal sealed record RoomView(string Room, int Count);
