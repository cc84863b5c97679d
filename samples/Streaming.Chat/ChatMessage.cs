using System.Text.Json;

namespace Streaming.Chat;

/// <summary>A message as the hub streams it.</summary>
internal sealed record ChatMessage(string Position, DateTimeOffset Time, string Type, string? Sender, JsonElement Data)
{
    /// <summary>What was said: text as it is, JSON as JSON.</summary>
    public string Text => Data.ValueKind == JsonValueKind.String ? Data.GetString()! : Data.GetRawText();
}

/// <summary>Who is in a room.</summary>
internal sealed record ChatMembers(string Room, int Count, bool Listed, IReadOnlyList<ChatMember> Members);

/// <summary>Somebody in a room.</summary>
internal sealed record ChatMember(string Name, DateTimeOffset Since);
