using System.Text.Json;

namespace Streaming.Chat;

/// <summary>A message in the form in which the SignalR hub sends it.</summary>
internal sealed record ChatMessage(string Position, DateTimeOffset Time, string Type, string? Sender, JsonElement Data)
{
    /// <summary>The data of the message as text: a text message unchanged, JSON data as JSON.</summary>
    public string Text => Data.ValueKind == JsonValueKind.String ? Data.GetString()! : Data.GetRawText();
}
