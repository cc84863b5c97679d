namespace Streaming.Chat;

/// <summary>Who is in a room.</summary>
internal sealed record ChatMembers(string Room, int Count, bool Listed, IReadOnlyList<ChatMember> Members);
