using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Stores the messages of topics. A store implements this port; the contract suite in the tests checks the rules below for every store.
/// </summary>
/// <remarks>
/// Offsets of a topic start at 1 and rise by exactly 1. Only the oldest messages are ever deleted. All members may be called concurrently
/// from several threads, and several processes may share one store. On a failure, a member throws a <see cref="RefusalException"/> with the
/// reason
/// <see cref="RefusalReason.Unavailable"/> and a sentence for the caller.
/// </remarks>
internal interface ITopicLog
{
    /// <summary>Prepares the store (files, schema). Called once, before all other members.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The state of a topic. A topic without messages has <see cref="LogState.Newest"/> 0 and the epoch that its first message will have.
    /// </summary>
    ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// The topics that have ever had a message, in ordinal order of their names, after <paramref name="after"/>, at most
    /// <paramref name="limit"/>.
    /// </summary>
    ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all appends in one transaction, in their order, and returns when they are durable. If it throws, none of them was written.
    /// The one exception is a
    /// <see cref="RefusalException"/> with <see cref="RefusalException.IsOutcomeUnknown"/>: the commit itself failed, and after a restart
    /// the log has either
    /// all of them or none. Until then they are not visible, and a later append may get the same offsets; the log then has none of them.
    /// An append whose <see cref="AppendRequest.Key"/> was used within the last <see cref="AppendRequest.IdempotencyWindow"/> omits the
    /// messages
    /// that were already published under the key, and returns the range of all messages of the key. With another payload it appends nothing
    /// and returns a
    /// <see cref="AppendResult.Conflict"/>; the other appends are written (see <see cref="KeyedAppends"/>). The call may block for the
    /// length of the
    /// transaction: the <see cref="LogWriter"/> calls it on a dedicated thread.
    /// </summary>
    ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one page of messages with offsets from <paramref name="from"/> to <paramref name="through"/>, both included; ascending, or
    /// descending from
    /// <paramref name="from"/> when that is the larger. A page ends at about <see cref="PageSize"/>. It is empty only if the log has no
    /// message of the range.
    /// </summary>
    ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken);

    /// <summary>
    /// The offset of the oldest message in the log that was published at <paramref name="time"/> or later; newest + 1 if there is none.
    /// </summary>
    ValueTask<long> FindAsync(TopicName topic, DateTime time, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes all messages with offsets below <paramref name="before"/>. Offsets are never reused. Other calls run between the steps of a
    /// long deletion.
    /// </summary>
    /// <returns>The state after the deletion.</returns>
    ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken);

    /// <summary>
    /// Reads from the store, and repeats the last read that failed. With <paramref name="isWriting"/>, also makes a small durable write.
    /// </summary>
    /// <exception cref="RefusalException">The store cannot be read or written.</exception>
    ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken);

    /// <summary>Deletes idempotency keys that were last used before <paramref name="time"/>.</summary>
    ValueTask ForgetKeysAsync(DateTime time, CancellationToken cancellationToken);
}
