using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A change of the store about a deferred batch (refused messages that are sent again): it stores a further request, and removes the batch
/// if the messages were delivered. The change is not applied if the webhook does not exist.
/// </summary>
/// <param name="Id">The id of the webhook.</param>
/// <param name="Topic">The topic of the deferred messages.</param>
/// <param name="After">The offset before the first message of the batch.</param>
internal sealed record UpdateDeferred(WebhookId Id, TopicName Topic, long After) : WebhookChange
{
    /// <summary>The error of the failed request; null to remove the batch.</summary>
    public string? Error { get; init; }

    /// <summary>The request that was sent; null if no request was sent.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>The maximum number of requests that are kept in the list of the webhook.</summary>
    public int Keep { get; init; }
}
