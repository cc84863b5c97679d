using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The JSON body of a request that delivers a wake (a notice of new messages) to a webhook.</summary>
/// <param name="SubscriptionId">The id of the subscription.</param>
/// <param name="WakeId">The id of the wake (the notice of new messages).</param>
/// <param name="Generation">The generation (number) of the wake (the notice of new messages).</param>
/// <param name="Streams">The state of the streams of the subscription.</param>
/// <param name="CallbackUrl">The URL to which the worker sends its acknowledgements.</param>
/// <param name="CallbackToken">The token of the wake (the notice of new messages), which the worker sends with its
/// acknowledgements.</param>
internal sealed record WakeView(
    [property: JsonPropertyName("subscription_id")] string SubscriptionId,
    [property: JsonPropertyName("wake_id")] string WakeId,
    [property: JsonPropertyName("generation")] long Generation,
    [property: JsonPropertyName("streams")] IReadOnlyList<StreamView> Streams,
    [property: JsonPropertyName("callback_url")] string CallbackUrl,
    [property: JsonPropertyName("callback_token")] string CallbackToken);
