using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Stores the messages of topics. Each kind of store implements this interface; the contract tests check the following rules for every
/// store.
/// </summary>
/// <remarks>
/// The offsets of a topic's messages start at 1 and rise by exactly 1. Only the oldest messages are ever deleted. All members may be called
/// concurrently from several threads, and several processes may share one store. If the store fails, a member throws a
/// <see cref="RefusalException"/> with the reason <see cref="RefusalReason.Unavailable"/> and a sentence for the caller.
/// </remarks>
internal interface ITopicLog
{
    /// <summary>Prepares the store, for example its files and its schema. Called once, before all other members.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the epoch and the oldest and newest offset of a topic. For a topic without messages, <see cref="LogState.Newest"/> is 0, and
    /// the epoch is the one that the first message will have.
    /// </summary>
    ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// Returns topics that have ever had a message, sorted by name (ordinal), starting after the name <paramref name="after"/>, at most
    /// <paramref name="limit"/> topics.
    /// </summary>
    ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Appends the messages of all requests in one transaction, in the order of the requests, and returns when the messages are durable.
    /// </summary>
    /// <remarks>
    /// <para>The call may block for the length of the transaction, so <see cref="LogWriter"/> makes the call on a dedicated thread.</para>
    /// <para>
    /// All messages of a request have the time of its <see cref="AppendResult"/>. Times never fall within a topic, whatever clocks do.
    /// </para>
    /// <para>
    /// If the idempotency key of a request (<see cref="AppendRequest.Key"/>) was used within the last
    /// <see cref="AppendRequest.IdempotencyWindow"/>, the messages that were already published under the key are not appended again, and
    /// the result is the range of all messages of the key. If the payload differs from the first request with the key, nothing of this
    /// request is appended, and its result has a <see cref="AppendResult.Conflict"/>; the other requests are appended (see
    /// <see cref="KeyedAppends"/>).
    /// </para>
    /// </remarks>
    /// <exception cref="RefusalException">
    /// The store failed; no message was stored, and none will be. A store whose answer to the commit was lost, for example because a
    /// connection broke, finds out what became of the transaction before the call ends: it then returns the results, writes the messages
    /// again, or throws. <see cref="RefusalException.IsOutcomeUnknown"/> is true only if the outcome cannot be found out: the commit itself
    /// failed on the disk, or the store does not respond for too long. The log then has either all of the messages or none, perhaps only
    /// after a restart. Until then these messages are not visible, and a later append may receive the same offsets; the log then has none
    /// of them.
    /// </exception>
    ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one page of messages, with offsets from <paramref name="from"/> to <paramref name="through"/>, both included. The order is
    /// descending if <paramref name="from"/> is larger, otherwise ascending. A page ends at about the limits of <see cref="PageSize"/>, and
    /// is empty only if the log has no message in the range.
    /// </summary>
    ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one page of each range, ascending, in one call: the cost of a call does not depend on the number of topics. Each page follows
    /// the rules of <see cref="ReadAsync"/>.
    /// </summary>
    /// <returns>The pages in the order of the ranges.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken);

    /// <summary>
    /// The offset of the oldest message in the log that was published at <paramref name="time"/> or later; newest + 1 if there is none.
    /// </summary>
    ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes all messages of a topic with offsets below <paramref name="before"/>. Offsets of deleted messages are never reused. Other
    /// calls run between the steps of a long deletion.
    /// </summary>
    /// <returns>The state of the topic after the deletion.</returns>
    ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken);

    /// <summary>
    /// Checks that the store works: reads from the store, and repeats the last read that failed. If <paramref name="isWriting"/> is true,
    /// also makes a small durable write.
    /// </summary>
    /// <exception cref="RefusalException">The store cannot be read, or cannot be written to.</exception>
    ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken);

    /// <summary>Deletes the idempotency keys that were last used before <paramref name="time"/>.</summary>
    ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken);
}
