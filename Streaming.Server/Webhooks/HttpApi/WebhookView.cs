using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A webhook in the HTTP API. Times are UTC.</summary>
/// <param name="Id">The webhook's id.</param>
/// <param name="Url">The URL that receives the messages.</param>
/// <param name="Topics">The topics whose messages are sent: names or patterns.</param>
/// <param name="Types">The types of messages that are sent; empty for all types.</param>
/// <param name="Ordered">Whether the messages of each topic are delivered in order.</param>
/// <param name="Batch">The maximum number of messages of one request.</param>
/// <param name="State"><c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="Reason">The reason why the webhook is disabled; null otherwise.</param>
/// <param name="Created">The time of its creation.</param>
/// <param name="OldSecretUntil">The time until which requests are also signed with the previous secret; null if there is none.</param>
internal sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Topics, IReadOnlyList<string> Types, bool Ordered, int Batch, string State, string? Reason,
        DateTime Created, DateTime? OldSecretUntil)
{
    /// <summary>The secret that signs the requests. Only the responses that create the webhook or its secret contain it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>The number of messages that are not delivered yet, including deferred ones. Omitted in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Waiting { get; init; }

    /// <summary>The topics whose last request failed, and the topics with deferred messages, at most 100. Omitted in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FailingView>? Failing { get; init; }

    internal static string StateOf(Webhook webhook) => webhook.State.ToString().ToLowerInvariant();

    internal static WebhookView Of(Webhook webhook, DateTime now) => new(
        webhook.Id.Value, webhook.Url.OriginalString, webhook.Topics, webhook.Types, webhook.IsOrdered, webhook.Batch, StateOf(webhook),
            webhook.Reason, webhook.Created,
        webhook.OldSecretUntil > now ? webhook.OldSecretUntil : null);
}
