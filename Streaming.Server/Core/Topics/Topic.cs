using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// A topic that is loaded into memory, with its recent messages (the ring), its subscribers, and other listeners. Older messages are only
/// in the log.
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
        // If a topic is stored in memory, its ring (recent messages) holds at most as many messages as the policy of the topic keeps.
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
    /// The lock for appends to a topic that is stored in memory. Because of this lock, the log and all subscribers receive the messages in
    /// the same order.
    /// </summary>
    public Lock AppendLock { get; } = new();

    /// <summary>Counts the current uses of the topic, such as subscriptions. While there is a use, the topic stays in memory.</summary>
    public TopicUses Uses { get; } = new();

    /// <summary>The current and former epochs (ids of the lifetimes of the log). The epoch changes if the log has lost messages.</summary>
    public TopicEpochs Epochs { get; }

    /// <summary>Holds the properties of the topic, such as its content type, and whether the topic was closed or deleted.</summary>
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
    /// The highest offset that the log of the topic has, as far as this process knows. The message with this offset becomes visible to
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

    /// <summary>The offset of the oldest message in memory; the offset of the topic's next message if no message is in memory.</summary>
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

    /// <summary>Adds a reader under the lock that also protects new messages, so that it neither misses nor repeats a message.</summary>
    /// <param name="reader">The reader to add.</param>
    /// <param name="next">The offset of the first message to read; null to start after the newest message that this process knows.</param>
    /// <param name="epochChanges">The number of times that the epoch of the topic had changed when the offset was determined.</param>
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

    /// <summary>Removes a reader that <see cref="Attach"/> has added to the topic.</summary>
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
    /// Makes messages of the log, with ascending offsets, visible to subscribers. Messages that are already visible are skipped. A message
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

    /// <summary>Removes from memory the messages before the oldest one of the log, because the log has deleted them.</summary>
    public void Trim(in LogState state)
    {
        lock (_gate)
        {
            if (string.Equals(state.Epoch, Epochs.Current, StringComparison.Ordinal))
                Ring.DropBefore(state.Oldest);
        }
    }

    /// <summary>Notifies all subscriptions and other listeners that the topic has new messages, or was closed or deleted.</summary>
    /// <param name="canDeliverInline">Whether a listener may send the messages to a few subscribers on the current thread.</param>
    public void NotifyListeners(bool canDeliverInline)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.OnMessagesAdded(canDeliverInline);
    }

    /// <summary>
    /// Makes all messages up to the given offset visible without loading them into memory. Subscribers read these messages from the log.
    /// </summary>
    public void SkipTo(long newest)
    {
        lock (_gate)
            _messages.SkipTo(newest + 1);
    }

    /// <summary>
    /// Handles a report about messages that another process has appended. Adds the messages to memory if the report contains them;
    /// otherwise records the offset of the newest one. Call <see cref="NotifyListeners"/> afterwards.
    /// </summary>
    /// <returns>True if messages are missing in memory and must be read from the log.</returns>
    public bool Announce(TopicChange change)
    {
        lock (_gate)
        {
            var epoch = change.Epoch ?? (change.Messages.Count > 0 ? change.Messages[0].Position.Epoch : null);
            if (epoch is not null && !Epochs.IsCurrent(epoch, isMissing: change.Newest > _messages.Known))
                return Epochs.IsOutdated;
            _messages.Announce(change.Newest);
            // Without subscribers the messages are not needed in memory: later subscribers read them from the log.
            if (_subscribers == 0)
                _messages.SkipTo(change.Newest + 1);
            else
                _messages.Add(change.Messages);
            return _messages.IsBehind;
        }
    }

    /// <summary>
    /// Records that the log contains the newest message of a state, and starts a read of the messages that are missing in memory.
    /// </summary>
    public void CatchUp(in LogState state)
    {
        if (Announce(new TopicChange(Name, state.Newest) { Epoch = state.Epoch }))
            CatchUp();
        NotifyListeners(canDeliverInline: false);
    }

    /// <summary>Starts a read of the messages that are missing in memory, and of the topic's state if it may have changed.</summary>
    public void CatchUp() => _catchUp.ReadNow([this]);

    /// <summary>
    /// Sets the current epoch of the log (the id of one lifetime). Removes from memory the messages after <paramref name="through"/>,
    /// because the log has lost them. A subscriber that has received such a message gets a gap (a message in place of lost messages). If
    /// <paramref name="through"/> is null, the log does not know the former epoch, so all subscribers get a gap.
    /// </summary>
    public bool TryChangeEpoch(string former, string epoch, long? through, LogState state)
    {
        lock (_gate)
        {
            if (!Epochs.TryChange(former, epoch, through ?? -state.Oldest))
                return false;
            _messages.RestartAfter(through ?? state.Oldest - 1);
        }

        CatchUp(state);
        return true;
    }

    /// <summary>Whether the log has messages that are not visible to subscribers yet, or may have changed the topic's state.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_gate)
                return Epochs.IsOutdated || _messages.IsBehind;
        }
    }

    /// <summary>
    /// Returns the range of messages that are missing in memory and must be read from the log; null if no message is missing. Without
    /// subscribers the missing messages are skipped.
    /// </summary>
    /// <param name="page">The limits of the page to read.</param>
    /// <param name="epochChanges">The number of times that the epoch of the topic had changed when the range was determined.</param>
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
    /// Makes messages visible that were missing in memory (<see cref="MissingRange"/>) and were read from the log. Does nothing if the
    /// topic's epoch (the id of one lifetime of the log) has changed since the range was determined. Call <see cref="NotifyListeners"/>
    /// afterwards.
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
    /// Copies at most one page of messages from the ring (the recent messages in memory) to a list, beginning with the given offset.
    /// </summary>
    /// <param name="next">The offset of the first message to read.</param>
    /// <param name="epochChanges">The number of times that the epoch of the topic had changed when the offset was determined.</param>
    /// <param name="page">The limits of the page to read.</param>
    /// <param name="into">The list to which the messages are added.</param>
    public RingReadResult Read(long next, int epochChanges, PageSize page, List<Message> into)
    {
        lock (_gate)
            return epochChanges == Epochs.Changes ? Ring.Read(next, page, into) : RingReadResult.Outdated;
    }
}
