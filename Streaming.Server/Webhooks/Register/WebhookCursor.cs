using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// The cursor of a webhook in one topic: the offset up to which the webhook has received the topic. If the topic was created after the
/// webhook, there is no cursor until the first delivery, and the webhook receives all messages.
/// </summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Offset">The offset of the last message that was delivered or deferred (put aside, to be sent again later).</param>
internal sealed record WebhookCursor(TopicName Topic, long Offset)
{
    /// <summary>
    /// The epoch (the id of one lifetime of the topic's log) to which the offsets belong. Null if no message of the topic was delivered
    /// yet, or if a version of the server that did not store epochs has written the cursor.
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>
    /// The offset of the last message of a failed request; null if the most recent request succeeded. The failed request is repeated with
    /// the same messages and the same id.
    /// </summary>
    public long? Through { get; init; }

    /// <summary>The number of consecutive failed requests up to now; 0 if the most recent request succeeded.</summary>
    public int Failures { get; init; }

    /// <summary>The time of the first of the consecutive failed requests (UTC); null if the most recent request succeeded.</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>The error of the most recent request; null if it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Returns the position of the cursor: its offset with its epoch or, without one, with that of the given state of the topic.
    /// </summary>
    public Position PositionIn(LogState state) => new(Epoch ?? state.Epoch, Offset);
}
