using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The JSON response to a worker's claim: the wake (notice of new messages), its token, and the state of the streams.</summary>
/// <param name="WakeId">The id of the wake (the notice of new messages).</param>
/// <param name="Generation">The generation (number) of the wake (the notice of new messages).</param>
/// <param name="Token">The token of the wake (the notice of new messages), with which the worker acknowledges messages and releases the
/// wake.</param>
/// <param name="Streams">The state of each stream of the subscription.</param>
/// <param name="LeaseMilliseconds">The duration of the worker's lease (its right to process the messages alone), in milliseconds.</param>
internal sealed record ClaimView(
    [property: JsonPropertyName("wake_id")] string WakeId,
    [property: JsonPropertyName("generation")] long Generation,
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("streams")] IReadOnlyList<StreamView> Streams,
    [property: JsonPropertyName("lease_ttl_ms")] int LeaseMilliseconds);
