using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>The result of an <see cref="AppendRequest"/>: the offsets and the time that the messages received.</summary>
/// <param name="Epoch">The epoch of the topic: a text that identifies one lifetime of the topic's log.</param>
/// <param name="Time">The time of the messages that this request added. This time comes from the request or from the clock of the store,
/// but is never earlier than the time of the topic's newest message. Has no meaning if the request added no messages.</param>
/// <param name="First">The offset of the first message of the request. With an idempotency key: the offset of the first message that was
/// ever published under the key.</param>
/// <param name="Last">The offset of the last message of the request. With an idempotency key: the offset of the last message that was
/// published under the key.</param>
/// <param name="Count">The number of messages of the request. With an idempotency key: the number of all messages that were published under
/// the key.</param>
/// <param name="Appended">The number of messages that this request added. These messages are the last ones of the request, up to offset
/// <paramref name="Last"/>. Zero if an earlier request with the same idempotency key already added all messages.</param>
/// <param name="Subscribers">The number of subscribers of the topic when the first request with the same idempotency key was made.</param>
/// <param name="Conflict">The difference between this request and the first request with the same idempotency key; null if both are equal.
/// With a difference, nothing is appended and the stored key stays unchanged.</param>
internal readonly record struct AppendResult(
    string Epoch, DateTime Time, long First, long Last, long Count, int Appended, int Subscribers, IdempotencyConflict? Conflict = null)
{
    /// <summary>
    /// The reason why this request was not carried out; null if it was carried out. Other requests of the same call may have been carried
    /// out nevertheless.
    /// </summary>
    public RefusalException? Refusal { get; init; }

    /// <summary>
    /// Whether this request was not carried out because another node (server process) was appending to the topic. Only
    /// <see cref="ITopicLog.TryAppendAsync"/> returns such results.
    /// </summary>
    public bool IsBusy { get; init; }

    /// <summary>
    /// Describes what a request has done or why it was refused. Set if the request had conditions, created a topic, or was refused because
    /// the topic is closed or deleted; null for a plain publish that was appended. If nothing was appended, <see cref="Last"/> is the
    /// newest offset of the topic.
    /// </summary>
    public AppendVerdict? Verdict { get; init; }
}
