using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The response to a claim, as JSON: the wake, its token, and the state of the streams.</summary>
/// <param name="WakeId">The id of the wake.</param>
/// <param name="Generation">The number of the wake.</param>
/// <param name="Token">The token of the wake, for acknowledgements and a release.</param>
/// <param name="Streams">The state of the streams.</param>
/// <param name="LeaseMilliseconds">The duration of the lease in milliseconds.</param>
internal sealed record ClaimView(
    [property: JsonPropertyName("wake_id")] string WakeId,
    [property: JsonPropertyName("generation")] long Generation,
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("streams")] IReadOnlyList<StreamView> Streams,
    [property: JsonPropertyName("lease_ttl_ms")] int LeaseMilliseconds);
