using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Where a webhook stands in one topic. A topic without one has been begun after the webhook: it is read from its first message on.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Offset">The offset up to which everything was delivered.</param>
internal sealed record WebhookCursor(TopicName Topic, long Offset)
{
    /// <summary>The last offset of the request that has failed: it is sent again as it was, under the same id. Null where none has.</summary>
    public long? Through { get; init; }

    /// <summary>How many requests have failed since the last one that went well.</summary>
    public int Failures { get; init; }

    /// <summary>Since when (UTC).</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }
}
