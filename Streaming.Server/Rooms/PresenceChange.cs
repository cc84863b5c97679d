using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>The counts of a big room and their changes: the data of a <see cref="MessageType.Presence"/> message.</summary>
internal readonly record struct PresenceChange(int Count, int Users, int Joined, int Left, bool Listed);
