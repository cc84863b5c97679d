namespace Streaming.Chat;

/// <summary>Describes a member of a room, as the server returns it.</summary>
internal sealed record ChatMember(string Name, DateTimeOffset Since);
