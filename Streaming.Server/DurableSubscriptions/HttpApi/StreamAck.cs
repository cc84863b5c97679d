using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The acknowledgement of one stream: all messages up to an offset are processed.</summary>
internal sealed record StreamAck
{
    /// <summary>The path of the stream.</summary>
    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    /// <summary>Another name of <see cref="Stream"/>, which the reference server accepts too.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; init; }

    /// <summary>The offset up to which the messages are processed.</summary>
    [JsonPropertyName("offset")]
    public string? Offset { get; init; }
}
