using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// A topic that is loaded into memory, with its recent messages (the ring), its subscribers, and other listeners. Older messages are in the
/// log only.
/// </summary>
internal sealed class Topic
{
    private readonly Lock _gate = new();
    private readonly OrderedMessages _messages;
    private readonly TopicCatchUp _catchUp;
    private ITopicListener[] _listeners = [];
    private int _subscribers;

    public Topic(TopicName name, TopicPolicy policy, ITopicLog log, LogState state, TopicOptions options, TopicCatchUp catchUp)
    {
        Name = name;
        Policy = policy;
        Log = log;
        Epochs = new TopicEpochs(_gate, state.Epoch);
        _catchUp = catchUp;
        // The ring (the messages in memory) of a topic whose policy selects memory holds at most as many messages as the policy keeps.
        var ringMessages = policy.Store == TopicStore.Memory ? (int)Math.Min(options.RingMessages, policy.MaxMessages ?? long.MaxValue)
            : options.RingMessages;
        _messages = new OrderedMessages(ringMessages, options.RingBytes);
        Ring.StartAt(state.Newest + 1);
        Life = new TopicLife(name, _gate, _messages, Epochs);
        Life.Follow(state.Properties);
    }

    public TopicName Name { get; }

    public TopicPolicy Policy { get; }

    public ITopicLog Log { get; }

    public DateTime UtcNow => _catchUp.UtcNow;

    /// <summary>
    /// The lock for appends to a topic whose policy selects memory. Because of this lock, the log and all subscribers receive the messages
    /// in the same order.
    /// </summary>
    public Lock AppendLock { get; } = new();

    /// <summary>The count of the topic's current uses, such as subscriptions, which keep it in memory.</summary>
    public TopicUses Uses { get; } = new();

    /// <summary>The current and former epochs (lifetimes of the log) of the topic. They change if the log has lost messages.</summary>
    public TopicEpochs Epochs { get; }

    /// <summary>The properties of the topic, such as its content type, and whether it was closed or deleted.</summary>
    public TopicLife Life { get; }

    /// <summary>The offset of the newest message of the topic that is visible to subscribers.</summary>
    public long Newest
    {
        get
        {
            lock (_gate)
                return Ring.Next - 1;
        }
    }

    /// <summary>
    /// The highest offset of the topic that this process knows to be in the log. The message with this offset becomes visible to
    /// subscribers when all messages before it are visible.
    /// </summary>
    public long Known
    {
        get
        {
            lock (_gate)
                return _messages.Known;
        }
    }

    /// <summary>The offset of the oldest message that is in memory; the next offset of the topic if none is.</summary>
    public long OldestInMemory
    {
        get
        {
            lock (_gate)
                return Ring.Oldest;
        }
    }

    /// <summary>The current number of subscriptions to this topic in this process.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>
    /// The objects that send the topic's messages to the connections of its subscribers. They are set once, and exist as long as the topic
    /// is loaded into memory.
    /// </summary>
    public ITopicFanouts? Fanouts { get; set; }

    private MessageRing Ring => _messages.Ring;

    /// <summary>Adds a reader under the lock that guards new messages, so that it neither misses nor repeats a message.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="next">The offset of the first message to read; null to start after the newest message that is known.</param>
    /// <param name="epochChanges">The value of <see cref="TopicEpochs.Changes"/> when <paramref name="next"/> was determined.</param>
    public void Attach(TopicReader reader, long? next, int epochChanges)
    {
        lock (_gate)
        {
            reader.Next = next ?? _messages.Known + 1;
            reader.ReplayEnd = next is null ? null : _messages.Known;
            if (next is null)
                epochChanges = Epochs.Changes;
            reader.Start(Epochs.After(epochChanges), epochChanges, Life.Number);
            _subscribers++;
            _listeners = [.. _listeners, reader];
        }
    }

    /// <summary>Removes a reader that <see cref="Attach"/> has added.</summary>
    public void Detach(TopicReader reader)
    {
        lock (_gate)
            _subscribers--;
        RemoveListener(reader);
    }

    /// <summary>Adds a listener that is notified of new messages and is not counted as a subscriber.</summary>
    public void AddListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
    }

    /// <summary>Removes a listener, which is then no longer notified of new messages.</summary>
    public void RemoveListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = Array.FindAll(_listeners, other => !ReferenceEquals(other, listener));
    }

    /// <summary>
    /// Makes messages of the log with ascending offsets visible to subscribers. Messages that are already visible are skipped. A message
    /// whose predecessor is missing becomes visible when the predecessor arrives or is read from the log. Call
    /// <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    public void Apply(IReadOnlyList<Message> messages)
    {
        bool isBehind, isFull;
        lock (_gate)
        {
            _messages.Add(messages);
            (isBehind, isFull) = (_messages.IsBehind, _messages.IsFull);
        }

        if (isFull)
            CatchUp();
        else if (isBehind)
            _catchUp.ReadLater(this);
    }

    /// <summary>Removes messages with offsets lower than <paramref name="before"/> from memory, since the log has deleted them.</summary>
    public void Trim(long before)
    {
        lock (_gate)
            Ring.DropBefore(before);
    }

    /// <summary>Notifies all subscriptions and other listeners that the topic has new messages, or was closed or deleted.</summary>
    /// <param name="canDeliverInline">Whether a listener may send the messages to a few subscribers on the current thread.</param>
    public void NotifyListeners(bool canDeliverInline)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.OnMessagesAdded(canDeliverInline);
    }

    /// <summary>
    /// Makes all messages up to the given offset visible without loading them into memory: subscribers read these messages from the log.
    /// </summary>
    public void SkipTo(long newest)
    {
        lock (_gate)
            _messages.SkipTo(newest + 1);
    }

    /// <summary>
    /// Handles a report about messages that another process appended: adds the messages that the report contains, or records their newest
    /// offset. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <returns>Whether messages must be read from the log, since they are missing in memory.</returns>
    public bool Announce(TopicChange change)
    {
        lock (_gate)
        {
            var epoch = change.Epoch ?? (change.Messages.Count > 0 ? change.Messages[0].Position.Epoch : null);
            if (epoch is not null && !Epochs.IsCurrent(epoch))
                return Epochs.IsOutdated;
            _messages.Announce(change.Newest);
            // If the topic has no subscribers, the messages are not needed in memory: later subscribers read them from the log.
            if (_subscribers == 0)
                _messages.SkipTo(change.Newest + 1);
            else
                _messages.Add(change.Messages);
            return _messages.IsBehind;
        }
    }

    /// <summary>
    /// Records that the log contains the message with the given offset, and starts a read of the messages that are missing in memory.
    /// </summary>
    public void CatchUp(long newest)
    {
        if (Announce(new TopicChange(Name, newest)))
            CatchUp();
        NotifyListeners(canDeliverInline: false);
    }

    /// <summary>Starts a read of the messages that are missing in memory, and of the topic's state if it may have changed.</summary>
    public void CatchUp() => _catchUp.ReadNow([this]);

    /// <summary>
    /// Sets the epoch (the id of one lifetime of the log) that the log now has, and removes messages after <paramref name="through"/> from
    /// memory, since the log has lost them. Subscribers that have received one get a gap (a message in place of lost messages). If
    /// <paramref name="through"/> is null, the log does not know the former epoch, and all subscribers get a gap.
    /// </summary>
    public bool TryChangeEpoch(string former, string epoch, long? through, LogState state)
    {
        lock (_gate)
        {
            if (!Epochs.TryChange(former, epoch, through ?? -state.Oldest))
                return false;
            _messages.RestartAfter(through ?? state.Oldest - 1);
        }

        CatchUp(state.Newest);
        return true;
    }

    /// <summary>Whether the log has messages that are not visible to subscribers yet, or seems to have changed the topic's state.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_gate)
                return Epochs.IsOutdated || _messages.IsBehind;
        }
    }

    /// <summary>
    /// Returns the range of messages to read from the log, since they are missing in memory; null if none are missing. If the topic has no
    /// subscribers, its missing messages are skipped.
    /// </summary>
    /// <param name="page">The limits of the page to read.</param>
    /// <param name="epochChanges">The value of <see cref="TopicEpochs.Changes"/> when the range was determined.</param>
    public TopicRange? MissingRange(PageSize page, out int epochChanges)
    {
        lock (_gate)
        {
            epochChanges = Epochs.Changes;
            if (_subscribers == 0)
                _messages.SkipTo(_messages.Known + 1);
            return _messages.Missing() is var (from, through) ? new TopicRange(Name, from, through, page) : null;
        }
    }

    /// <summary>
    /// Makes messages visible that were read from the log because they were missing in memory (<see cref="MissingRange"/>). Does nothing if
    /// the topic's epoch has changed since the range was determined. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    public void Fill(in TopicRange range, int epochChanges, IReadOnlyList<Message> page)
    {
        lock (_gate)
        {
            if (epochChanges == Epochs.Changes)
                _messages.Fill(range.Through, page);
        }
    }

    /// <summary>
    /// Copies messages of the ring (the recent messages in memory) to a list, from the offset <paramref name="next"/> on, at most one page.
    /// </summary>
    public RingReadResult Read(long next, PageSize page, List<Message> into)
    {
        lock (_gate)
        {
            if (next >= Ring.Next)
                return RingReadResult.CaughtUp;
            if (next < Ring.Oldest)
                return RingReadResult.Behind;
            var bytes = 0;
            for (var end = Math.Min(Ring.Next, next + page.Messages); next < end && bytes < page.Bytes; next++)
            {
                var message = Ring[next];
                into.Add(message);
                bytes += message.Data.Length;
            }

            return RingReadResult.Read;
        }
    }
}
