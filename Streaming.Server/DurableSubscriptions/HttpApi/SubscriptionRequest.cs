using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The body of a request that creates or confirms a subscription.</summary>
internal sealed record SubscriptionRequest
{
    /// <summary><c>webhook</c> or <c>pull-wake</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>A glob of the paths of streams: <c>*</c> is one segment, <c>**</c> any number of them.</summary>
    [JsonPropertyName("pattern")]
    public string? Pattern { get; init; }

    /// <summary>The paths of streams, in addition to those that match the pattern.</summary>
    [JsonPropertyName("streams")]
    public IReadOnlyList<string?>? Streams { get; init; }

    /// <summary>The webhook that receives wakes, for type <c>webhook</c>.</summary>
    [JsonPropertyName("webhook")]
    public WebhookRequestPart? Webhook { get; init; }

    /// <summary>The path of the stream to which wakes are appended, for type <c>pull-wake</c>.</summary>
    [JsonPropertyName("wake_stream")]
    public string? WakeStream { get; init; }

    /// <summary>The duration of a lease in milliseconds, 1000 to 600000 (default 30000).</summary>
    [JsonPropertyName("lease_ttl_ms")]
    public int? LeaseMilliseconds { get; init; }

    /// <summary>A description, at most 1000 characters.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}
