using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>The rows of a store inside one transaction, for <see cref="WebhookTransaction"/>.</summary>
internal interface IWebhookRows
{
    Webhook? Find(WebhookId id);

    /// <summary>Makes or replaces it.</summary>
    void Save(Webhook webhook);

    /// <summary>Deletes it with its cursors, its requests and what was set aside.</summary>
    void Delete(WebhookId id);

    WebhookCursor? FindCursor(WebhookId id, TopicName topic);

    /// <summary>The topics that it has a cursor in.</summary>
    IReadOnlyList<TopicName> CursorTopics(WebhookId id);

    /// <summary>Makes or replaces it.</summary>
    void SaveCursor(WebhookId id, WebhookCursor cursor);

    /// <summary>Deletes it, with what was set aside in the topic.</summary>
    void DeleteCursor(WebhookId id, TopicName topic);

    /// <summary>Messages that were set aside, by the offset before them.</summary>
    DeferredBatch? FindAside(WebhookId id, TopicName topic, long after);

    /// <summary>Makes or replaces it.</summary>
    void SaveAside(WebhookId id, DeferredBatch aside);

    /// <summary>Deletes it, if it is there.</summary>
    void DeleteAside(WebhookId id, TopicName topic, long after);

    /// <summary>No cursor of the webhook is failing any more.</summary>
    void ForgetFailures(WebhookId id);

    /// <summary>Adds a request under the webhook's next number, and forgets all but the newest ones.</summary>
    void AddDelivery(WebhookId id, WebhookDelivery delivery, int keep);
}
