namespace Streaming.AiChat;

/// <summary>A question of a user.</summary>
/// <param name="Text">The text of the question.</param>
public sealed record Question(string? Text);
