namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Moves the cursor of a webhook in a topic. Not applied if the cursor is elsewhere than expected, because another worker or a replay has
/// moved it, or if the webhook does not exist.
/// </summary>
/// <param name="Id">The webhook.</param>
/// <param name="From">The expected offset (0 without a cursor); null for any.</param>
/// <param name="Cursor">The new cursor.</param>
internal sealed record MoveCursor(WebhookId Id, long? From, WebhookCursor Cursor) : WebhookChange
{
    /// <summary>The batches that are deferred.</summary>
    public IReadOnlyList<DeferredBatch> Aside { get; init; } = [];

    /// <summary>The requests of the round. They are stored even if the cursor is not moved.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries { get; init; } = [];

    /// <summary>The number of requests that are kept of the webhook.</summary>
    public int Keep { get; init; }
}
