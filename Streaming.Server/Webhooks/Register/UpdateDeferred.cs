using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store after a deferred batch (refused messages that are sent again) was sent. The write stores the request, and its error
/// if the request failed. If the messages were delivered or deleted, the write removes the batch. If the webhook does not exist, the write
/// has no effect.
/// </summary>
/// <param name="Id">The id of the webhook.</param>
/// <param name="Topic">The topic of the deferred messages (which the receiver has refused).</param>
/// <param name="After">The offset before the first message of the batch.</param>
/// <param name="Through">The offset of the last message of the batch. If the stored batch ends at another message, it has replaced the sent
/// batch (for example after a replay), and is not changed.</param>
internal sealed record UpdateDeferred(WebhookId Id, TopicName Topic, long After, long Through) : WebhookChange
{
    /// <summary>
    /// The epoch (the id of one lifetime of the topic's log) of the sent batch. If the stored batch has another one, its topic has begun
    /// again since, and the stored batch is not changed. Null to change the stored batch of any epoch.
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>
    /// The error of the request with messages of the batch, if it failed. Null if the batch (refused messages that are sent again) is to be
    /// removed.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>The request to add to the list of requests of the webhook; null if no request was sent.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>The maximum number of requests in the list of requests of the webhook; the oldest ones are deleted.</summary>
    public int Keep { get; init; }
}
