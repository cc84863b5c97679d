namespace Streaming.Chat;

/// <summary>A member of a room.</summary>
internal sealed record ChatMember(string Name, DateTimeOffset Since);
