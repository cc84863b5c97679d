namespace Streaming.AiChat;

/// <summary>Has the options of this sample: section <c>AiChat</c> of the configuration.</summary>
public sealed class ChatOptions
{
    /// <summary>
    /// The address of an OpenAI-compatible API, such as <c>http://localhost:11434/v1/chat/completions</c>. Null: the model in this program
    /// answers.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>The name of the model of the API.</summary>
    public string Model { get; set; } = "gpt-4o-mini";

    /// <summary>The key of the API; null if it needs none.</summary>
    public string? Key { get; set; }

    /// <summary>The time that the model in this program takes for a token.</summary>
    public TimeSpan TokenTime { get; set; } = TimeSpan.FromMilliseconds(80);
}
