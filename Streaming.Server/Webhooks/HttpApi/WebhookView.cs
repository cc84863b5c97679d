using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A webhook as JSON in responses of the HTTP API. All times are UTC.</summary>
/// <param name="Id">The id of the webhook.</param>
/// <param name="Url">The URL to which the messages are sent.</param>
/// <param name="Topics">The names or patterns of the topics whose messages are sent.</param>
/// <param name="Types">The types of the messages that are sent; empty for all types.</param>
/// <param name="Ordered">True if the messages of each topic are sent in order, so that a failed message delays later messages.</param>
/// <param name="Batch">The maximum number of messages in one request.</param>
/// <param name="State">The state of the webhook: <c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="Reason">The reason why the server has disabled the webhook; otherwise null.</param>
/// <param name="Created">The time at which the webhook was created.</param>
/// <param name="OldSecretUntil">The time until which requests are also signed with the previous secret; null if the previous secret is no
/// longer used.</param>
internal sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Topics, IReadOnlyList<string> Types, bool Ordered, int Batch, string State, string? Reason,
        DateTime Created, DateTime? OldSecretUntil)
{
    /// <summary>
    /// The secret with which the requests are signed. Only the responses to the creation of a webhook and to a change of its secret contain
    /// it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>
    /// The names of the headers that are added to the requests. The values may be secret, so each value is null here. A request that
    /// changes the webhook may contain a name with the value null, which keeps the stored value.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Headers { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The maximum number of requests per minute; null for no limit.</summary>
    public int? MaxPerMinute { get; init; }

    /// <summary>
    /// The time since which deliveries to the webhook fail; null if none fails. Only the responses that list webhooks or show one contain
    /// it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? FailingSince { get; init; }

    /// <summary>
    /// The number of messages that the webhook has not received, including refused messages. Omitted in lists of webhooks.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Waiting { get; init; }

    /// <summary>
    /// At most 100 topics whose most recent request failed, or that have deferred messages (refused messages that are sent again). Omitted
    /// in lists of webhooks.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FailingView>? Failing { get; init; }

    internal static string StateOf(Webhook webhook) => webhook.State.ToString().ToLowerInvariant();

    internal static WebhookView Of(Webhook webhook, DateTime now) => new(
        webhook.Id.Value, webhook.Url.OriginalString, webhook.Topics, webhook.Types, webhook.IsOrdered, webhook.Batch, StateOf(webhook),
            webhook.Reason, webhook.Created,
        webhook.OldSecretUntil > now ? webhook.OldSecretUntil : null)
    {
        Headers = webhook.Headers.Keys.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal),
        MaxPerMinute = webhook.MaxPerMinute,
    };
}
