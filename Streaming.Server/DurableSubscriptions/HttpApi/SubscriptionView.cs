using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Wakes;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>A subscription of the Durable Streams protocol, as JSON.</summary>
internal sealed record SubscriptionView
{
    /// <summary>The id of the subscription.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The id of the subscription again. The protocol uses both names of the property.</summary>
    [JsonPropertyName("subscription_id")]
    public required string SubscriptionId { get; init; }

    /// <summary>
    /// The kind of the subscription: <c>webhook</c> if the server sends a request when streams have new messages, <c>pull-wake</c> if it
    /// appends a message to a stream.
    /// </summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The pattern for the paths of streams; null if all streams were added explicitly.</summary>
    [JsonPropertyName("pattern")]
    public string? Pattern { get; init; }

    /// <summary>
    /// The streams of the subscription, each with the offset up to which it is acknowledged. The list of all subscriptions omits them.
    /// </summary>
    [JsonPropertyName("streams")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LinkView>? Streams { get; init; }

    /// <summary>The webhook to which wakes (notices of new messages) are sent; null for the kind <c>pull-wake</c>.</summary>
    [JsonPropertyName("webhook")]
    public WebhookLinkView? Webhook { get; init; }

    /// <summary>The path of the stream to which wakes (notices of new messages) are appended; null for the kind <c>webhook</c>.</summary>
    [JsonPropertyName("wake_stream")]
    public string? WakeStream { get; init; }

    /// <summary>The duration of a worker's lease (its right to process the messages alone), in milliseconds.</summary>
    [JsonPropertyName("lease_ttl_ms")]
    public required int LeaseMilliseconds { get; init; }

    /// <summary>The time at which the subscription was created (UTC).</summary>
    [JsonPropertyName("created_at")]
    public required DateTime CreatedAt { get; init; }

    /// <summary>
    /// The state of the subscription: <c>active</c>, or <c>failed</c> if the last request to the webhook failed and will be repeated.
    /// </summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>The description of the subscription.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    public static SubscriptionView Of(SubscriptionState state, string keyId) => Of(state.Subscription, keyId) with
    {
        Streams = [.. state.Streams.Select(StreamView.Of)
            .Select(stream => new LinkView(stream.Path, stream.LinkType, stream.AckedOffset))],
    };

    public static SubscriptionView Of(DurableSubscription subscription, string keyId) => new()
    {
        Id = subscription.Id,
        SubscriptionId = subscription.Id,
        Type = subscription.Kind == SubscriptionKind.Webhook ? SubscriptionParser.Webhook : SubscriptionParser.PullWake,
        Pattern = subscription.Pattern,
        Webhook = subscription.Webhook is not { } url ? null : new WebhookLinkView(
            url.OriginalString, new SigningView("ed25519", keyId, SubscriptionUrls.Keys(subscription))),
        WakeStream = subscription.WakeTopic is { } topic ? StreamPath.NameOf(new(topic)) : null,
        LeaseMilliseconds = subscription.LeaseMilliseconds,
        CreatedAt = subscription.Created,
        Status = subscription.Failures > 0 ? "failed" : "active",
        Description = subscription.Description,
    };
}
