using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// Describes a deferred batch: messages of a topic that the receiver of a webhook has refused. A separate job sends these messages again,
/// so that later messages need not wait for them.
/// </summary>
/// <param name="Topic">The topic of the messages.</param>
/// <param name="After">
/// The offset before the first message of the batch, which identifies the batch among the deferred batches (refused messages that are sent
/// again later) of the topic.
/// </param>
/// <param name="Through">The offset of the last message of the batch.</param>
/// <param name="Messages">The number of messages of the batch. Messages of types that the webhook does not receive are not counted.</param>
internal sealed record DeferredBatch(TopicName Topic, long After, long Through, int Messages)
{
    /// <summary>
    /// The epoch (the id of one lifetime of the topic's log) to which the offsets belong. Null if a version of the server that did not
    /// store epochs has written the batch.
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>The number of failed requests with messages of this batch.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the first failed request with messages of this batch (UTC).</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>The error of the latest failed request with messages of this batch.</summary>
    public string? Error { get; init; }
}
