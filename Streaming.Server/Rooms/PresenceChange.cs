using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>
/// The data of a <see cref="MessageType.Presence"/> message: the numbers of members and users of a big room, and how many members joined
/// and left since the previous message.
/// </summary>
internal readonly record struct PresenceChange(int Count, int Users, int Joined, int Left, bool Listed);
