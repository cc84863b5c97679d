using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request of a worker that was woken: a callback, an acknowledgement or a release.</summary>
internal sealed record AckRequest
{
    /// <summary>The id of the wake (the notice by which the worker was woken).</summary>
    [JsonPropertyName("wake_id")]
    public string? WakeId { get; init; }

    /// <summary>The generation (number) of the wake (the notice by which the worker was woken).</summary>
    [JsonPropertyName("generation")]
    public long? Generation { get; init; }

    /// <summary>The streams whose messages the worker has processed, each with an offset.</summary>
    [JsonPropertyName("acks")]
    public IReadOnlyList<StreamAck?>? Acks { get; init; }

    /// <summary>
    /// True if the worker has finished, so that the wake (the notice of new messages) ends. False to extend the worker's lease (its right
    /// to process the messages alone).
    /// </summary>
    [JsonPropertyName("done")]
    public bool? Done { get; init; }
}
