using System.Text.Json.Serialization;
using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

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
public sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Topics, IReadOnlyList<string> Types, bool Ordered, int Batch, string State, string? Reason, DateTime Created, DateTime? OldSecretUntil)
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
        webhook.Id.Value, webhook.Url.OriginalString, webhook.Topics, webhook.Types, webhook.IsOrdered, webhook.Batch, StateOf(webhook), webhook.Reason, webhook.Created,
        webhook.OldSecretUntil > now ? webhook.OldSecretUntil : null);
}

/// <summary>A topic that a webhook does not get on with.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Since">Since when.</param>
/// <param name="Failures">How many requests have failed since.</param>
/// <param name="Error">What went wrong last.</param>
public sealed record FailingView(string Topic, DateTime? Since, int Failures, string? Error)
{
    /// <summary>How many of its messages were set aside, so that those behind them need not wait; they are sent again on their own. Left out where none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SetAside { get; init; }

    /// <summary>By topic: the failure of the topic itself where there is one, else that of what was set aside longest ago.</summary>
    internal static IEnumerable<FailingView> Join(IReadOnlyList<WebhookCursor> cursors, IReadOnlyList<WebhookAside> asides)
    {
        var byTopic = new SortedDictionary<string, FailingView>(StringComparer.Ordinal);
        foreach (var aside in asides.OrderBy(aside => aside.FailingSince))
        {
            var view = byTopic.GetValueOrDefault(aside.Topic.Value) ?? new FailingView(aside.Topic.Value, aside.FailingSince, aside.Failures, aside.Error);
            byTopic[aside.Topic.Value] = view with { SetAside = view.SetAside + aside.Messages };
        }

        foreach (var cursor in cursors)
        {
            var setAside = byTopic.GetValueOrDefault(cursor.Topic.Value)?.SetAside ?? 0;
            byTopic[cursor.Topic.Value] = new FailingView(cursor.Topic.Value, cursor.FailingSince, cursor.Failures, cursor.Error) { SetAside = setAside };
        }

        return byTopic.Values;
    }
}

/// <summary>What a replay has begun.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The position after which everything is delivered again.</param>
/// <param name="Messages">How many messages that are, at present.</param>
public sealed record ReplayView(string Webhook, string Topic, string After, long Messages)
{
    internal static ReplayView Of(WebhookId id, TopicName topic, Position after, long newest) => new(id.Value, topic.Value, after.ToString(), newest - after.Offset);
}
