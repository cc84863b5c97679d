using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request that delivers a wake to a webhook, as JSON.</summary>
/// <param name="SubscriptionId">The id of the subscription.</param>
/// <param name="WakeId">The id of the wake.</param>
/// <param name="Generation">The number of the wake.</param>
/// <param name="Streams">The state of the streams.</param>
/// <param name="CallbackUrl">The URL for acknowledgements.</param>
/// <param name="CallbackToken">The token of the wake.</param>
internal sealed record WakeView(
    [property: JsonPropertyName("subscription_id")] string SubscriptionId,
    [property: JsonPropertyName("wake_id")] string WakeId,
    [property: JsonPropertyName("generation")] long Generation,
    [property: JsonPropertyName("streams")] IReadOnlyList<StreamView> Streams,
    [property: JsonPropertyName("callback_url")] string CallbackUrl,
    [property: JsonPropertyName("callback_token")] string CallbackToken);
