using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request that creates a subscription. A client may repeat such a request.</summary>
internal sealed record SubscriptionRequest
{
    /// <summary>
    /// The kind of the subscription: <c>webhook</c> if the server sends a request when streams have new messages, <c>pull-wake</c> if it
    /// appends a message to a stream.
    /// </summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>
    /// A pattern for the paths of streams, in which <c>*</c> stands for one segment of a path, and <c>**</c> for any number of segments.
    /// </summary>
    [JsonPropertyName("pattern")]
    public string? Pattern { get; init; }

    /// <summary>The paths of further streams, in addition to those that match the pattern.</summary>
    [JsonPropertyName("streams")]
    public IReadOnlyList<string?>? Streams { get; init; }

    /// <summary>The webhook to which wakes (notices of new messages) are sent, for the kind <c>webhook</c>.</summary>
    [JsonPropertyName("webhook")]
    public WebhookRequestPart? Webhook { get; init; }

    /// <summary>The path of the stream to which wakes (notices of new messages) are appended, for the kind <c>pull-wake</c>.</summary>
    [JsonPropertyName("wake_stream")]
    public string? WakeStream { get; init; }

    /// <summary>
    /// The duration of a worker's lease (its right to process the messages alone) in milliseconds, 1000 to 600000 (default 30000).
    /// </summary>
    [JsonPropertyName("lease_ttl_ms")]
    public int? LeaseMilliseconds { get; init; }

    /// <summary>A description of the subscription, at most 1000 characters.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}
