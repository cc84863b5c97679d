using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Where messages are kept. A store implements this port and nothing else of topics; the contract suite in the tests holds every store to what follows.
/// </summary>
/// <remarks>
/// Offsets of a topic start at 1 and rise by exactly 1; messages are only ever taken away from the old end. All members may be called at the same time
/// from several threads, and several processes may share one store. A store that has trouble throws a <see cref="RefusalException"/> with the reason
/// <see cref="RefusalReason.Unavailable"/> and a sentence for the caller.
/// </remarks>
public interface ITopicLog
{
    /// <summary>Makes the store ready (files, schema). Called once, before anything else.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>How the topic stands. One that was never written has <see cref="LogState.Newest"/> 0 and the epoch it will have.</summary>
    ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>The topics that were ever written, by name (ordinal), after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all appends in one transaction, in their order, and returns when they are durable: all of them or, if it throws, none. The one exception is a
    /// <see cref="RefusalException"/> with <see cref="RefusalException.IsOutcomeUnknown"/>: the commit itself has failed, and after a restart the log has either
    /// all of them or none. Until then no reader is shown any of them, and a later append may be given the same offsets, after which the log has none of them.
    /// An append with an <see cref="AppendRequest.Key"/> that was used in the last <see cref="AppendRequest.IdempotencyWindow"/> leaves out the messages
    /// that key has already published, and answers with everything the key has published; with another payload it appends nothing and answers with a
    /// <see cref="AppendResult.Conflict"/>, and the other appends are written (see <see cref="KeyedAppends"/>). It may block its caller for the length of the
    /// transaction: the <see cref="LogWriter"/> calls it on a thread of its own.
    /// </summary>
    ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one page of messages with offsets from <paramref name="from"/> to <paramref name="through"/>, both included; ascending, or descending from
    /// <paramref name="from"/> when that is the larger. A page ends early at about <see cref="PageSize"/>; it is empty only if none of the range is kept.
    /// </summary>
    ValueTask<IReadOnlyList<Message>> ReadAsync(TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken);

    /// <summary>The offset of the oldest kept message published at <paramref name="time"/> or later; newest + 1 if there is none.</summary>
    ValueTask<long> FindAsync(TopicName topic, DateTime time, CancellationToken cancellationToken);

    /// <summary>Takes away all messages with offsets below <paramref name="before"/> (never the count of offsets given). Other calls are not kept waiting for long.</summary>
    /// <returns>The state afterwards.</returns>
    ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken);

    /// <summary>Reads something, what could not be read last too; with <paramref name="isWriting"/>, also writes something small and durable.</summary>
    /// <exception cref="RefusalException">The store cannot do it, and why.</exception>
    ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken);

    /// <summary>Forgets idempotency keys that were last used before <paramref name="time"/>.</summary>
    ValueTask ForgetKeysAsync(DateTime time, CancellationToken cancellationToken);
}
