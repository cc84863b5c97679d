using System.Text.Json;

namespace Streaming.Chat;

/// <summary>A message as the hub streams it.</summary>
internal sealed record ChatMessage(string Position, DateTimeOffset Time, string Type, string? Sender, JsonElement Data)
{
    /// <summary>What was said: text as it is, JSON as JSON.</summary>
    public string Text => Data.ValueKind == JsonValueKind.String ? Data.GetString()! : Data.GetRawText();
}
