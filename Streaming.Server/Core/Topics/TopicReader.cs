using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reads the messages of one topic for one subscription: recent messages from memory, and older messages from the log.</summary>
internal sealed class TopicReader(
    Topic topic, SlowPolicy slow, AsyncAutoResetSignal wakeUp, Action<Topic> endUse, PageLimiter pages, TimeProvider time) : ITopicListener
{
    private AsyncAutoResetSignal? _wakeUp = wakeUp;
    private PageLimiter? _pages = pages;
    private Message? _gap;
    private bool _hasCaughtUp;
    private int _life;

    public Topic Topic => topic;

    /// <summary>Selects what the server does if the subscriber receives messages more slowly than they are published.</summary>
    public SlowPolicy Slow => slow;

    /// <summary>
    /// The offset of the next message to read. It is set when the reader is added to the topic, and grows with each message that is read.
    /// </summary>
    public long Next { get; set; }

    /// <summary>
    /// The offset of the topic's newest message at the time of the subscription, if the subscription started with older messages; null if
    /// it started with new messages only.
    /// </summary>
    public long? ReplayEnd { get; set; }

    /// <summary>
    /// The epoch of the reader's position (the id of one lifetime of the topic's log). The epoch of the topic may have changed since the
    /// reader's last read.
    /// </summary>
    public string Epoch { get; private set; } = topic.Epochs.Current;

    /// <summary>The number of times that the epoch of the topic had changed when the reader last adapted to it.</summary>
    public int EpochChanges { get; private set; }

    /// <summary>The position of the subscriber in the topic, after the last message that was read.</summary>
    public Position Position => new(Epoch, Next - 1);

    /// <summary>
    /// The position from which a client resumes that has received nothing of the topic yet. Before a gap it is the position that the client
    /// has requested, so that the client receives the gap again.
    /// </summary>
    public Position ResumePosition => _gap is { } gap ? Gap.RequestedOf(gap) : Position;

    /// <summary>
    /// Whether the subscriber receives a message of type <c>gap</c> whenever the topic's epoch (the id of one lifetime of its log) changes,
    /// even if it has lost no message. Needed for subscribers that do not receive the epoch with each message: without the gap, they would
    /// later resume with the former epoch.
    /// </summary>
    public bool NeedsEpoch { get; set; }

    /// <summary>
    /// Whether the next read returns a message of type <c>gap</c> (in place of lost messages). The reason is that the requested position
    /// does not exist in the log: its epoch (the id of one lifetime of the log) or its offset is unknown.
    /// </summary>
    public bool HasGap => _gap is not null;

    public void OnMessagesAdded(bool canDeliverInline) => _wakeUp?.Set();

    /// <summary>
    /// Whether the reader has returned the message of type <c>closed</c>, the last one of a topic that was closed or deleted.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the reader has ended: the topic was closed or deleted, and all its messages were read.</summary>
    public bool IsAtEnd => _gap is null && topic.Life.EndFor(_life, Next) is not null;

    /// <summary>Whether the topic was deleted, so that the next read returns the message of type <c>closed</c>.</summary>
    public bool IsOfDeletedTopic => topic.Life.Number != _life && !HasEnded;

    /// <summary>
    /// Sets the state of the topic from which the reader starts: its epoch (the id of one lifetime of its log) and the number of its
    /// deletions so far. Called by the topic when the reader is added to it.
    /// </summary>
    public void Start(string epoch, int changes, int life) => (Epoch, EpochChanges, _life) = (epoch, changes, life);

    /// <summary>
    /// Returns, once, the message of type <c>closed</c> if the topic was closed or deleted and the reader has returned all messages before
    /// the given offset. Otherwise returns null.
    /// </summary>
    public Message? TakeEnd(long next)
    {
        if (HasEnded || topic.Life.EndFor(_life, next) is not { } end)
            return null;
        HasEnded = true;
        return end;
    }

    /// <summary>
    /// Adapts the reader to a change of the topic's epoch (the id of one lifetime of its log). The reader may have read messages that the
    /// log has lost. If so, it continues after the last message that the log has kept, and the next read returns a message of type
    /// <c>gap</c>.
    /// </summary>
    /// <returns>True if the next read returns a message of type <c>gap</c>.</returns>
    public bool FollowEpoch()
    {
        if (topic.Epochs.Changes == EpochChanges || topic.Life.Number != _life)
            return false;
        var ((epoch, changes, through), known, requested) = (topic.Epochs.Since(EpochChanges), topic.Known, Position);
        // The messages of the new epoch may be older than those in memory, whatever the speed of the reader.
        (Epoch, EpochChanges, _hasCaughtUp) = (epoch, changes, false);
        if (ReplayEnd > known)
            ReplayEnd = known;
        if (Next - 1 <= through && !NeedsEpoch)
            return false;
        Next = through < 0 ? -through : Math.Min(Next - 1, through) + 1;
        _gap = CreateGap(requested, Next, Math.Max(known, Next - 1));
        return true;
    }

    /// <summary>
    /// Prepares the reader for the fan-out (the part of the server that sends messages to connections). From now on, the fan-out waits for
    /// new messages and acquires the permits for log pages; the reader does neither.
    /// </summary>
    public void HandOver()
    {
        topic.RemoveListener(this);
        (_wakeUp, _pages) = (null, null);
    }

    /// <summary>Removes the reader from its topic. A topic without readers and other uses can be unloaded from memory.</summary>
    public void Release()
    {
        topic.Detach(this);
        endUse(topic);
    }

    /// <summary>
    /// Makes the first read return a message of type <c>gap</c> (in place of lost messages), because the requested position does not exist
    /// in the log: its epoch (the id of one lifetime of the log) or its offset is unknown.
    /// </summary>
    public void StartWithGap(Position requested, long oldest, long newest) => _gap = CreateGap(requested, oldest, newest);

    /// <summary>Adds to a list messages that the subscriber has not received yet, at most one page of them.</summary>
    /// <exception cref="SlowSubscriberException">The subscriber's policy is <see cref="SlowPolicy.Disconnect"/>, and the subscriber's next
    /// message is no longer in memory.</exception>
    public ValueTask ReadAsync(List<Message> into, PageSize page, CancellationToken cancellationToken)
    {
        if (HasEnded)
            return ValueTask.CompletedTask;
        FollowEpoch();
        if (_gap is { } gap)
        {
            _gap = null;
            into.Add(gap);
        }

        if (TakeEnd(Next) is { } end)
        {
            into.Add(end);
            return ValueTask.CompletedTask;
        }

        if (slow == SlowPolicy.Latest && topic.Newest is var newest && Next < newest
            && LatestByType.TryRead(topic, Next, EpochChanges, newest) is { } latest)
        {
            into.AddRange(latest);
            Next = newest + 1;
            return ValueTask.CompletedTask;
        }

        var before = into.Count;
        switch (topic.Read(Next, EpochChanges, page, into))
        {
            case RingReadResult.Behind:
                return slow == SlowPolicy.Disconnect && _hasCaughtUp ? throw new SlowSubscriberException()
                    : ReadLogAsync(into, page, cancellationToken);
            case RingReadResult.Outdated:
                // The next read first adapts to the change of the epoch.
                return ReadAsync(into, page, cancellationToken);
        }

        _hasCaughtUp = true;
        Next += into.Count - before;
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReadLogAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        if (!await TryReadLogAsync(into, size, cancellationToken))
            await ReadAsync(into, size, cancellationToken);
    }

    private async ValueTask<bool> TryReadLogAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        if (_pages is not { } limiter)
            return await TryReadPageAsync(into, size, cancellationToken);
        using var permit = await limiter.AcquireAsync(cancellationToken);
        return await TryReadPageAsync(into, size, cancellationToken);
    }

    // Returns false if the reader has to adapt to a change of the epoch (the id of one lifetime of the log) first.
    private async ValueTask<bool> TryReadPageAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        // From the log, reads only messages that are already visible to subscribers. Newer messages are read from memory when they become
        // visible.
        var newest = topic.Newest;
        if (newest < Next)
            return true;
        var page = await topic.Log.ReadAsync(topic.Name, Next, newest, size, cancellationToken);
        var isKnown = page.Count > 0 && string.Equals(page[^1].Position.Epoch, topic.Epochs.Current, StringComparison.Ordinal);
        var inLog = isKnown ? 0 : await FindOldestAsync(cancellationToken);
        // The log has lost messages during the read, or the topic was deleted, so the page may not follow the messages before it.
        if (topic.Epochs.Changes != EpochChanges)
            return false;
        var oldest = page.Count > 0 ? page[0].Offset : inLog;
        if (oldest > Next)
        {
            into.Add(CreateGap(Position, oldest, Math.Max(newest, oldest - 1)));
            Next = oldest;
        }

        into.AddRange(page);
        Next += page.Count;
        return true;
    }

    private async ValueTask<long> FindOldestAsync(CancellationToken cancellationToken)
    {
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        // During the read, the log may have lost these messages and changed the topic's epoch (the id of one lifetime of the log). The page
        // then does not belong to the current epoch.
        await topic.AdoptAsync(state, cancellationToken);
        return state.Oldest;
    }

    private Message CreateGap(Position requested, long oldest, long newest) =>
        Gap.Create(topic.Name, requested, Epoch, oldest, newest, time.GetUtcNow().UtcDateTime);
}
