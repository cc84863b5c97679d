namespace Streaming.Chat;

/// <summary>The list of a room's members, as the server returns it.</summary>
internal sealed record ChatMembers(string Room, int Count, bool Listed, IReadOnlyList<ChatMember> Members);
