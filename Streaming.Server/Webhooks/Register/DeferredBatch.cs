using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Messages of a topic that were set aside, since the receiver refused them and those behind them need not wait. They are sent again by a job of their own.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="After">The offset before them; it tells those of one topic apart.</param>
/// <param name="Through">The last offset.</param>
/// <param name="Messages">How many messages of those are the webhook's.</param>
internal sealed record DeferredBatch(TopicName Topic, long After, long Through, int Messages)
{
    /// <summary>How many requests with them have failed.</summary>
    public int Failures { get; init; }

    /// <summary>Since when they fail (UTC).</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }
}
