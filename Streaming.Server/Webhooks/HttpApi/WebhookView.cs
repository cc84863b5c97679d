using System.Text.Json.Serialization;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>A webhook over HTTP. Times are UTC.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where it goes.</param>
/// <param name="Topics">Which topics it gets: names or patterns.</param>
/// <param name="Types">Which types of messages; none for all.</param>
/// <param name="Ordered">Whether each topic's messages come in their order.</param>
/// <param name="Batch">How many messages one request has at most.</param>
/// <param name="State"><c>active</c>, <c>paused</c> or <c>disabled</c>.</param>
/// <param name="Reason">Why it is disabled.</param>
/// <param name="Created">When it was made.</param>
/// <param name="OldSecretUntil">Until when requests are signed with the secret before this one too.</param>
internal sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Topics, IReadOnlyList<string> Types, bool Ordered, int Batch, string State, string? Reason,
        DateTime Created, DateTime? OldSecretUntil)
{
    /// <summary>What requests are signed with. Shown once, in the answer that it was made by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>How many messages it has before it, with those that were set aside. Not in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Waiting { get; init; }

    /// <summary>The topics whose last request has failed, and those of which messages were set aside, at most 100. Not in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FailingView>? Failing { get; init; }

    internal static string StateOf(Webhook webhook) => webhook.State.ToString().ToLowerInvariant();

    internal static WebhookView Of(Webhook webhook, DateTime now) => new(
        webhook.Id.Value, webhook.Url.OriginalString, webhook.Topics, webhook.Types, webhook.IsOrdered, webhook.Batch, StateOf(webhook),
            webhook.Reason, webhook.Created,
        webhook.OldSecretUntil > now ? webhook.OldSecretUntil : null);
}
