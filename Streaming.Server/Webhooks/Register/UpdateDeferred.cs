using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Keeps what came of a further request with messages that were set aside, and of the messages, unless they are delivered. Not applied if the webhook is gone.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Topic">The topic.</param>
/// <param name="After">The offset before the messages.</param>
internal sealed record UpdateDeferred(WebhookId Id, TopicName Topic, long After) : WebhookChange
{
    /// <summary>Why the request has failed; null if the messages are no longer set aside.</summary>
    public string? Error { get; init; }

    /// <summary>The request; null where there was none.</summary>
    public WebhookDelivery? Delivery { get; init; }

    /// <summary>How many of the webhook's requests are kept.</summary>
    public int Keep { get; init; }
}
