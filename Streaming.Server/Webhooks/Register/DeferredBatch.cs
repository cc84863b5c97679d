using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Messages of a topic that were deferred: the receiver refused them, and later messages need not wait. They are sent again by a job of
/// their own.
/// </summary>
/// <param name="Topic">The topic.</param>
/// <param name="After">The offset before the messages; it identifies the batch in its topic.</param>
/// <param name="Through">The last offset.</param>
/// <param name="Messages">The number of messages that the webhook wants.</param>
internal sealed record DeferredBatch(TopicName Topic, long After, long Through, int Messages)
{
    /// <summary>The number of failed requests with these messages.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the first failure (UTC).</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>The last error.</summary>
    public string? Error { get; init; }
}
