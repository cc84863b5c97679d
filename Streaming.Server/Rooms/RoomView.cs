using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>A room in the list of rooms.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Count">How many are in it.</param>
internal sealed record RoomView(string Room, int Count);
