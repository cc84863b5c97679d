using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>The rows of a store inside one transaction, for <see cref="WebhookTransaction"/>.</summary>
internal interface IWebhookRows
{
    Webhook? Find(WebhookId id);

    /// <summary>Creates or replaces a webhook.</summary>
    void Save(Webhook webhook);

    /// <summary>Deletes a webhook with its cursors, requests and deferred batches.</summary>
    void Delete(WebhookId id);

    WebhookCursor? FindCursor(WebhookId id, TopicName topic);

    /// <summary>The topics in which the webhook has a cursor.</summary>
    IReadOnlyList<TopicName> CursorTopics(WebhookId id);

    /// <summary>Creates or replaces a cursor.</summary>
    void SaveCursor(WebhookId id, WebhookCursor cursor);

    /// <summary>Deletes a cursor with the deferred batches of the topic.</summary>
    void DeleteCursor(WebhookId id, TopicName topic);

    /// <summary>A deferred batch, by the offset before it.</summary>
    DeferredBatch? FindAside(WebhookId id, TopicName topic, long after);

    /// <summary>Creates or replaces a deferred batch.</summary>
    void SaveAside(WebhookId id, DeferredBatch aside);

    /// <summary>Deletes a deferred batch, if it exists.</summary>
    void DeleteAside(WebhookId id, TopicName topic, long after);

    /// <summary>Clears the failures of all cursors of the webhook.</summary>
    void ForgetFailures(WebhookId id);

    /// <summary>Adds a request under the webhook's next number, and deletes all but the newest ones.</summary>
    void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep);
}
