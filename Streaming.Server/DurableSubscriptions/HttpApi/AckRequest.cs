using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request of a worker that has a wake: a callback, an acknowledgement or a release.</summary>
internal sealed record AckRequest
{
    /// <summary>The id of the wake.</summary>
    [JsonPropertyName("wake_id")]
    public string? WakeId { get; init; }

    /// <summary>The number of the wake.</summary>
    [JsonPropertyName("generation")]
    public long? Generation { get; init; }

    /// <summary>The streams that are acknowledged.</summary>
    [JsonPropertyName("acks")]
    public IReadOnlyList<StreamAck?>? Acks { get; init; }

    /// <summary>Whether the wake ends; otherwise its lease is extended.</summary>
    [JsonPropertyName("done")]
    public bool? Done { get; init; }
}
