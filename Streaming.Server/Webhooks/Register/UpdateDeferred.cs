using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Stores a further request with a deferred batch, and removes the batch if it was delivered. Not applied if the webhook does not exist.
/// </summary>
/// <param name="Id">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The offset before the messages.</param>
internal sealed record UpdateDeferred(WebhookId Id, TopicName Topic, long After) : WebhookChange
{
    /// <summary>The error of the request; null to remove the batch.</summary>
    public string? Error { get; init; }

    /// <summary>The request; null if none was sent.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>The number of requests that are kept of the webhook.</summary>
    public int Keep { get; init; }
}
