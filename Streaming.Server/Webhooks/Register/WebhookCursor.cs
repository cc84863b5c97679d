using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Describes the cursor of a webhook in one topic: the offset up to which the webhook has received the topic. In a topic that was created
/// after the webhook, the webhook has no cursor and receives all messages.
/// </summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Offset">The offset of the last message that was delivered or deferred.</param>
internal sealed record WebhookCursor(TopicName Topic, long Offset)
{
    /// <summary>
    /// The last offset of the failed request, which is repeated unchanged under the same id; null if the last request succeeded.
    /// </summary>
    public long? Through { get; init; }

    /// <summary>The number of failed requests since the last successful request.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the first failed request since the last successful request (UTC); null without failures.</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>The error of the latest failed request; null without failures.</summary>
    public string? Error { get; init; }
}
