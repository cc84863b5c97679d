namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A change of the store that moves the cursor (position) of a webhook in a topic. The change is not applied if the cursor does not have
/// the expected offset, since another worker or a replay has moved it, or if the webhook does not exist.
/// </summary>
/// <param name="Id">The id of the webhook.</param>
/// <param name="From">The offset that the cursor must have before the change (0 without a cursor); null to move it from any offset.</param>
/// <param name="Cursor">The new cursor of the webhook in the topic.</param>
internal sealed record MoveCursor(WebhookId Id, long? From, WebhookCursor Cursor) : WebhookChange
{
    /// <summary>The batches that the receiver refused in this round, and that are sent again by jobs of their own.</summary>
    public IReadOnlyList<DeferredBatch> Deferred { get; init; } = [];

    /// <summary>The requests that were sent in this round. They are stored even if the cursor is not moved.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries { get; init; } = [];

    /// <summary>The maximum number of requests that are kept in the list of the webhook.</summary>
    public int Keep { get; init; }
}
