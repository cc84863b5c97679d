namespace Streaming.Server.Webhooks.Register;

/// <summary>Moves a webhook on in a topic. Not applied if it stands elsewhere than was thought, since another worker or a replay has moved it, or if it is gone.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="From">Where it was thought to stand (0 where it has no cursor); null for wherever.</param>
/// <param name="Cursor">Where it stands then.</param>
internal sealed record MoveCursor(WebhookId Id, long? From, WebhookCursor Cursor) : WebhookChange
{
    /// <summary>The messages that are set aside by it.</summary>
    public IReadOnlyList<DeferredBatch> Aside { get; init; } = [];

    /// <summary>The requests that it was moved by; they are kept whether or not it is.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries { get; init; } = [];

    /// <summary>How many of the webhook's requests are kept.</summary>
    public int Keep { get; init; }
}
