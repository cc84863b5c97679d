using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Stores the messages of topics. Each kind of store (such as SQLite or PostgreSQL) implements this interface, and the same contract tests
/// check each store.
/// </summary>
/// <remarks>
/// The offsets of a topic's messages start at 1, and each further message has the next number. Only the oldest messages of a topic are ever
/// deleted. Several threads may call all members at the same time, and several processes may share one store. If the store fails, a member
/// throws a <see cref="RefusalException"/> with the reason <see cref="RefusalReason.Unavailable"/> and a sentence for the client.
/// </remarks>
internal interface ITopicLog
{
    /// <summary>
    /// Prepares the store: creates missing files, and updates the schema of the database. Called once, before all other members of this
    /// interface.
    /// </summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the epoch of a topic (a text that identifies one lifetime of the topic's log), and its oldest and newest offset. A topic
    /// without messages has the newest offset (<see cref="LogState.Newest"/>) 0 and already has the epoch of its future messages.
    /// </summary>
    ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// Returns one page of topics, sorted by name (ordinal): at most <paramref name="limit"/> topics, whose names come after the given one.
    /// The page contains topics that were created explicitly or have ever had a message, and are not deleted.
    /// </summary>
    ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(TopicName? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Appends the messages of all requests in one transaction, in the order of the requests, and returns when the messages are durable.
    /// </summary>
    /// <remarks>
    /// <para>The call may block for the length of the transaction, so <see cref="LogWriter"/> makes the call on a dedicated thread.</para>
    /// <para>
    /// All messages of a request receive the same time, which the request's <see cref="AppendResult"/> contains. Within a topic, no message
    /// has an earlier time than the message before it, even if a clock is set back.
    /// </para>
    /// <para>
    /// A request may have an idempotency key (<see cref="AppendRequest.Key"/>) that was used within the last 24 hours. Messages that were
    /// already published under this key are then not appended again, and the result contains the range of all messages of the key. If the
    /// request has another payload than the first request with the key, nothing of the request is appended, and
    /// <see cref="AppendResult.Conflict"/> describes the difference. The other requests of the call are appended (see
    /// <see cref="KeyedAppends"/>).
    /// </para>
    /// <para>
    /// A request may create a topic (<see cref="AppendRequest.Creation"/>), and may have conditions
    /// (<see cref="AppendRequest.Conditions"/>). In the same transaction, the store checks the conditions, and changes the properties of
    /// the topic and the stored state of the producer; <see cref="AppendResult.Verdict"/> describes what was done. A topic that has expired
    /// at the time of a request is treated as missing. If a topic is deleted and created again, it gets another epoch. If a plain publish
    /// is refused because the topic is closed or deleted, <see cref="AppendResult.Verdict"/> states this too.
    /// </para>
    /// <para>
    /// A store that limits the size of its transactions may divide a call among several transactions; all requests for a topic are in the
    /// same transaction. If some transactions fail, the results of their requests have an <see cref="AppendResult.Refusal"/>.
    /// </para>
    /// </remarks>
    /// <exception cref="RefusalException">
    /// The store failed; no message was stored, and none will be. If the store does not receive the response to the commit, for example
    /// because a connection broke, it determines whether the transaction was committed before the call ends: it then returns the results,
    /// writes the messages again, or throws. <see cref="RefusalException.IsOutcomeUnknown"/> is true only if the store cannot determine
    /// whether the transaction was committed: the commit itself failed on the disk, or the store does not respond for too long. In this
    /// case the log has either all of the messages or none, and this may be decided only after a restart. Until then the messages are not
    /// visible. If a later append receives the same offsets, the log has none of the messages.
    /// </exception>
    ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken);

    /// <summary>
    /// The number of calls of <see cref="TryAppendAsync"/> that the store can usefully run at the same time. Calls that run at the same
    /// time must append to different topics.
    /// </summary>
    int Lanes => 1;

    /// <summary>
    /// Appends messages as <see cref="AppendAsync"/> does, except to topics to which another node (server process) is appending. Requests
    /// for such topics are not carried out, and their results have <see cref="AppendResult.IsBusy"/>. So a topic with many messages does
    /// not delay other topics.
    /// </summary>
    ValueTask<AppendResult[]> TryAppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        AppendAsync(appends, cancellationToken);

    /// <summary>
    /// Reads one page of messages from the offset <paramref name="from"/> to the offset <paramref name="through"/>, both included. If the
    /// first of these offsets is greater than the second one, the offsets of the page descend; otherwise they ascend. A page ends at about
    /// the limits of <see cref="PageSize"/>, and is empty only if the log has no message in the range. A fork (a topic that begins with the
    /// messages of another topic) is read in the same way: the messages of the other topic are returned with the name and the epoch of the
    /// fork.
    /// </summary>
    ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one page of messages as <see cref="ReadAsync"/> does, with ascending offsets, and passes the data of each message to
    /// <paramref name="sink"/>. In this way a store can pass the data without a copy.
    /// </summary>
    /// <returns>A task that completes when the store no longer uses the sink (the receiver of the data), even if the call is
    /// cancelled.</returns>
    async ValueTask ReadDataAsync(
        TopicName topic, long from, long through, PageSize page, IDataSink sink, CancellationToken cancellationToken)
    {
        foreach (var message in await ReadAsync(topic, from, through, page, cancellationToken))
            sink.Add(message.Offset, message.Kind, message.Data);
    }

    /// <summary>
    /// Reads one page of messages as <see cref="ReadAsync"/> does, and passes each message to <paramref name="sink"/>. In this way a store
    /// needs no object for each message.
    /// </summary>
    /// <returns>A task that completes when the store no longer uses the sink (the receiver of the messages), even if the call is
    /// cancelled.</returns>
    async ValueTask ReadRowsAsync(
        TopicName topic, long from, long through, PageSize page, IMessageSink sink, CancellationToken cancellationToken)
    {
        foreach (var message in await ReadAsync(topic, from, through, page, cancellationToken))
            sink.Add(MessageRow.Of(message));
    }

    /// <summary>
    /// The number of pages that a fast download should read in one call of <see cref="ReadRowsAsync"/>. The number is higher the longer a
    /// call takes, for example because it is a round trip to a database.
    /// </summary>
    int PagesPerRead => 4;

    /// <summary>
    /// Reads one page of messages from each of the given ranges in one call, which costs hardly more than a read of one range. In each page
    /// the offsets ascend, and the rules of <see cref="ReadAsync"/> apply.
    /// </summary>
    /// <returns>The pages, in the order of the given ranges.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the offset of the oldest message in the log that was published at the given time or later. If there is no such message,
    /// returns the topic's newest offset + 1.
    /// </summary>
    ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the last offset up to which positions with an earlier epoch (id of one lifetime of the log) are still valid. The messages up
    /// to this offset have not changed. Returns null if the topic never had this epoch. A log changes the epoch of a topic when it may have
    /// lost the newest messages, for example when an outdated copy of the database takes over. The topic then continues after the returned
    /// offset with the new epoch, and all its messages are read with the new epoch. Positions in the source of a fork are valid in the fork
    /// up to the offset where the fork begins. The position before the first message of a topic that did not exist stays valid when the
    /// topic is created.
    /// </summary>
    ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Returns whether a topic that has had the given epoch (id of one lifetime of the log) was deleted. Call this method only for an epoch
    /// that the topic of this name no longer has (<see cref="FindThroughAsync"/> returns null). If the result is false, the log has lost
    /// the messages of that epoch.
    /// </summary>
    ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes all messages of a topic with offsets lower than the given one. Offsets of deleted messages are never used again. A long
    /// deletion runs in several steps; between the steps, the store carries out other calls. Does nothing if the topic has another epoch
    /// (id of one lifetime) than the given one: the offset then belongs to an earlier topic of this name.
    /// </summary>
    /// <returns>The epoch (the id of one lifetime of the log) and the remaining offsets of the topic after the deletion.</returns>
    ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a topic. Its messages, idempotency keys and the state of its producers (clients that number their requests) remain in the
    /// store until <see cref="DeleteRemainsAsync"/>. A later topic of the same name gets another epoch (id of one lifetime). Other topics
    /// may be forks of the topic (they begin with its messages): the messages are then kept until the last fork is deleted.
    /// </summary>
    /// <param name="topic">The topic to delete.</param>
    /// <param name="expiredAt">If given, the topic is deleted only if it has expired at this time. Null to delete the topic in any
    /// case.</param>
    /// <param name="cancellationToken">Cancels the call. The topic may be deleted nevertheless.</param>
    ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what remains of deleted topics in the store, in several steps; between the steps, the store carries out other calls. By
    /// default, nothing remains.
    /// </summary>
    ValueTask DeleteRemainsAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Stores the times at which topics were read, because a read prolongs the topic's time to live. A time is ignored if the topic was
    /// deleted and created again since, and therefore has another epoch (id of one lifetime).
    /// </summary>
    ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken);

    /// <summary>Returns at most <paramref name="limit"/> topics that have expired at the given time and are not deleted yet.</summary>
    ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the current time of the store's own clock, in UTC. Returns null if the store has the clock of this process, as by default.
    /// </summary>
    ValueTask<DateTime?> ReadClockAsync(CancellationToken cancellationToken) => ValueTask.FromResult<DateTime?>(null);

    /// <summary>
    /// Checks that the store works: reads from the store, and repeats the most recent read if it failed. If <paramref name="isWriting"/> is
    /// true, also makes a small durable write.
    /// </summary>
    /// <exception cref="RefusalException">The store cannot be read, or cannot be written to.</exception>
    ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken);

    /// <summary>Returns the size of the store and the number of its topics, for the metrics. By default, both are unknown.</summary>
    ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => ValueTask.FromResult(default(StoreSize));

    /// <summary>Deletes the idempotency keys whose last use was before the given time.</summary>
    ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken);
}
