using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Reads and writes the rows of a store's webhooks inside one transaction. <see cref="WebhookTransaction"/> applies the rules of webhooks
/// to these rows.
/// </summary>
internal interface IWebhookRows
{
    Webhook? Find(WebhookId id);

    /// <summary>Creates a webhook, or replaces the webhook with the same id.</summary>
    void Save(Webhook webhook);

    /// <summary>
    /// Deletes a webhook with its cursors (positions in topics), requests, deferred batches (refused messages that are sent again) and
    /// health (the time since which its deliveries fail).
    /// </summary>
    void Delete(WebhookId id);

    WebhookCursor? FindCursor(WebhookId id, TopicName topic);

    /// <summary>Returns the topics in which a webhook has a cursor (a stored position).</summary>
    IReadOnlyList<TopicName> CursorTopics(WebhookId id);

    /// <summary>Creates or replaces the cursor (position) of a webhook in a topic.</summary>
    void SaveCursor(WebhookId id, WebhookCursor cursor);

    /// <summary>
    /// Deletes the cursor (position) of a webhook in a topic, with the deferred batches (refused messages that are sent again later) of the
    /// topic.
    /// </summary>
    void DeleteCursor(WebhookId id, TopicName topic);

    /// <summary>
    /// Returns the deferred batch (refused messages that are sent again) of a webhook that begins after an offset of a topic; null if there
    /// is none.
    /// </summary>
    DeferredBatch? FindDeferred(WebhookId id, TopicName topic, long after);

    /// <summary>Creates or replaces a deferred batch (refused messages that are sent again).</summary>
    void SaveDeferred(WebhookId id, DeferredBatch batch);

    /// <summary>Deletes a deferred batch (refused messages that are sent again) if it exists.</summary>
    void DeleteDeferred(WebhookId id, TopicName topic, long after);

    /// <summary>Removes the numbers, times and errors of failed requests from all cursors (positions in topics) of a webhook.</summary>
    void ClearFailures(WebhookId id);

    /// <summary>
    /// Adds a request to the list of requests of a webhook, with the next number of the list. Then deletes the oldest requests, so that the
    /// list has at most the given number of requests.
    /// </summary>
    void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep);

    /// <summary>Returns the time since which deliveries to a webhook fail; null if none fails.</summary>
    WebhookHealth? FindHealth(WebhookId id);

    /// <summary>
    /// Returns true if the most recent request of a topic of the webhook has failed, or if the webhook has a deferred batch (refused
    /// messages that are sent again). Only called if <see cref="FindHealth"/> returns a value.
    /// </summary>
    bool HasFailures(WebhookId id);

    void SaveHealth(WebhookHealth health);

    void DeleteHealth(WebhookId id);
}
