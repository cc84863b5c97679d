namespace Streaming.Chat;

/// <summary>Somebody in a room.</summary>
internal sealed record ChatMember(string Name, DateTimeOffset Since);
