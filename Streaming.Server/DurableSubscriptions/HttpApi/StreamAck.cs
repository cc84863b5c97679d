using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The acknowledgement of one stream: the worker has processed all messages up to an offset.</summary>
internal sealed record StreamAck
{
    /// <summary>The path of the stream.</summary>
    [JsonPropertyName("stream")]
    public string? Stream { get; init; }

    /// <summary>The path of the stream under another property name, which the reference server of the protocol also accepts.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; init; }

    /// <summary>The offset up to which the worker has processed the messages.</summary>
    [JsonPropertyName("offset")]
    public string? Offset { get; init; }
}
