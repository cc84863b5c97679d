using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// The position of a webhook in one topic. Topics created after the webhook have no cursor and are delivered from their first message.
/// </summary>
/// <param name="Topic">The topic.</param>
/// <param name="Offset">The offset of the last delivered message.</param>
internal sealed record WebhookCursor(TopicName Topic, long Offset)
{
    /// <summary>
    /// The last offset of the failed request, which is repeated unchanged under the same id; null if the last request succeeded.
    /// </summary>
    public long? Through { get; init; }

    /// <summary>The number of failed requests since the last success.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the first of these failures (UTC).</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>The last error.</summary>
    public string? Error { get; init; }
}
