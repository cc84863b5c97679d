namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that moves the cursor (position) of a webhook in a topic. If the cursor does not have the expected offset and
/// epoch (the id of one lifetime of the topic's log), another process has moved it first, and this write does not move it. If the webhook
/// does not exist or no longer receives the topic, the write moves nothing.
/// </summary>
/// <param name="Id">The id of the webhook.</param>
/// <param name="From">The cursor before the write (with offset 0 and no epoch if there is none); null to move any cursor.</param>
/// <param name="Cursor">The new cursor (position) of the webhook in the topic.</param>
internal sealed record MoveCursor(WebhookId Id, WebhookCursor? From, WebhookCursor Cursor) : WebhookChange
{
    /// <summary>
    /// True if the webhook needed its messages in order when the requests were sent. If it no longer does, a failure is not counted: the
    /// next one must be the first, as if the order had not been needed before.
    /// </summary>
    public bool IsOrdered { get; init; }

    /// <summary>The deferred batches to store: messages that the receiver has just refused, and that separate jobs send again.</summary>
    public IReadOnlyList<DeferredBatch> Deferred { get; init; } = [];

    /// <summary>
    /// The requests to add to the list of requests of the webhook. They are stored even if the cursor (position) of the webhook does not
    /// have the expected offset.
    /// </summary>
    public IReadOnlyList<WebhookDelivery> Deliveries { get; init; } = [];

    /// <summary>The maximum number of requests in the list of requests of the webhook; the oldest ones are deleted.</summary>
    public int Keep { get; init; }
}
