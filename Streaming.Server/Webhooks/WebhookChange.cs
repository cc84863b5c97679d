using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

/// <summary>One thing to be done to the store of webhooks; all of it or nothing.</summary>
internal abstract record WebhookChange;

/// <summary>Makes a webhook, or replaces the one whose version is one less. Not applied to another version.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Starts">Where it begins in topics that it has no cursor in.</param>
/// <param name="ForgetsFailures">Whether its topics are no longer taken to be failing.</param>
internal sealed record SaveWebhook(Webhook Webhook, IReadOnlyList<WebhookCursor> Starts, bool ForgetsFailures = false) : WebhookChange;

/// <summary>Takes a webhook away with all that is kept of it. Not applied if there is none.</summary>
internal sealed record DeleteWebhook(WebhookId Id) : WebhookChange;

/// <summary>Moves a webhook on in a topic. Not applied if it stands elsewhere than was thought, since another worker or a replay has moved it, or if it is gone.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="From">Where it was thought to stand (0 where it has no cursor); null for wherever.</param>
/// <param name="Cursor">Where it stands then.</param>
internal sealed record MoveCursor(WebhookId Id, long? From, WebhookCursor Cursor) : WebhookChange
{
    /// <summary>The messages that are set aside by it.</summary>
    public IReadOnlyList<WebhookAside> Aside { get; init; } = [];

    /// <summary>The requests that it was moved by; they are kept whether or not it is.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries { get; init; } = [];

    /// <summary>How many of the webhook's requests are kept.</summary>
    public int Keep { get; init; }
}

/// <summary>Keeps what came of a request that moves nothing. Not applied if the webhook is gone.</summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;

/// <summary>Keeps what came of a further request with messages that were set aside, and of the messages, unless they are delivered. Not applied if the webhook is gone.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The offset before the messages.</param>
internal sealed record UpdateAside(WebhookId Id, TopicName Topic, long After) : WebhookChange
{
    /// <summary>Why the request has failed; null if the messages are no longer set aside.</summary>
    public string? Error { get; init; }

    /// <summary>The request; null where there was none.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>How many of the webhook's requests are kept.</summary>
    public int Keep { get; init; }
}
