using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// A topic that is loaded into memory: its recent messages (the ring), its subscribers, and other listeners. Older messages are in the log.
/// </summary>
internal sealed class Topic
{
    private const int Retired = int.MinValue;

    private readonly Lock _gate = new();
    private readonly OrderedMessages _messages;
    private readonly TopicCatchUp _catchUp;
    private ITopicListener[] _listeners = [];
    private int _subscribers;
    private int _uses;

    public Topic(TopicName name, TopicPolicy policy, ITopicLog log, LogState state, TopicOptions options, TopicCatchUp catchUp)
    {
        Name = name;
        Policy = policy;
        Log = log;
        Epoch = state.Epoch;
        _catchUp = catchUp;
        // The ring of a memory topic holds no more messages than its log keeps.
        var ringMessages = policy.Store == TopicStore.Memory ? (int)Math.Min(options.RingMessages, policy.MaxMessages ?? long.MaxValue)
            : options.RingMessages;
        _messages = new OrderedMessages(ringMessages, options.RingBytes);
        Ring.StartAt(state.Newest + 1);
    }

    public TopicName Name { get; }

    public TopicPolicy Policy { get; }

    public ITopicLog Log { get; }

    public string Epoch { get; }

    /// <summary>
    /// The lock for appends to a topic that is stored in memory. With this lock, the log and all subscribers have the messages in the same
    /// order.
    /// </summary>
    public Lock AppendGate { get; } = new();

    /// <summary>The timestamp at which the last use of the topic ended, in ticks of the clock.</summary>
    public long LastUsed { get; private set; }

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
    /// The newest offset that the log is known to have. It is visible to subscribers as soon as all messages before it are.
    /// </summary>
    public long Known
    {
        get
        {
            lock (_gate)
                return _messages.Known;
        }
    }

    /// <summary>The offset of the oldest message of the topic that is in memory.</summary>
    public long OldestInMemory
    {
        get
        {
            lock (_gate)
                return Ring.Oldest;
        }
    }

    /// <summary>The number of subscriptions to this topic in this process.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>
    /// The objects that send the topic's messages to the subscribers' connections. Set once, and kept while the topic is loaded into
    /// memory.
    /// </summary>
    public ITopicFanouts? Fanouts { get; set; }

    private MessageRing Ring => _messages.Ring;

    /// <summary>Keeps the topic in memory until <see cref="EndUse"/>. False if the topic was already unloaded.</summary>
    public bool TryUse()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses >= 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
                return true;
            uses = seen;
        }

        return false;
    }

    public void EndUse(long now)
    {
        LastUsed = now;
        Interlocked.Decrement(ref _uses);
    }

    /// <summary>Marks the topic as unloaded from memory, if nothing uses it. Returns whether the topic is now unloaded.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _uses, Retired, 0) == 0;

    /// <summary>
    /// Adds a reader that starts at <paramref name="next"/>, or after the newest known message if null. Takes the lock of new messages, so
    /// that none is missed or repeated.
    /// </summary>
    public void Attach(TopicReader reader, long? next)
    {
        lock (_gate)
        {
            reader.Next = next ?? _messages.Known + 1;
            reader.ReplayEnd = next is null ? null : _messages.Known;
            _subscribers++;
            _listeners = [.. _listeners, reader];
        }
    }

    /// <summary>Removes the reader of a subscription that <see cref="Attach"/> has added.</summary>
    public void Detach(TopicReader reader)
    {
        lock (_gate)
            _subscribers--;
        RemoveListener(reader);
    }

    /// <summary>Adds a listener that receives a notification of new messages and is not counted as a subscriber.</summary>
    public void AddListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
    }

    /// <summary>Removes a listener, so that it receives no more notifications of new messages.</summary>
    public void RemoveListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = Array.FindAll(_listeners, other => !ReferenceEquals(other, listener));
    }

    /// <summary>
    /// Makes stored messages with ascending offsets visible to subscribers; call <see cref="Wake"/> afterwards. Skips messages that are
    /// already visible. Messages after a hole become visible when the hole is filled: by a later call, or from the log.
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
            _catchUp.ReadNow([this]);
        else if (isBehind)
            _catchUp.ReadLater(this);
    }

    /// <summary>Removes from memory the messages that the log has deleted.</summary>
    public void Trim(long before)
    {
        lock (_gate)
            Ring.DropBefore(before);
    }

    /// <summary>Notifies all subscriptions and other listeners that the topic has new messages.</summary>
    /// <param name="canDeliverInline">Whether listeners may send messages to a few subscribers on the current thread.</param>
    public void Wake(bool canDeliverInline)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.OnMessagesAdded(canDeliverInline);
    }

    /// <summary>
    /// Sets the newest visible offset without loading the messages into memory: subscribers read these messages from the log.
    /// </summary>
    public void MoveTo(long newest)
    {
        lock (_gate)
            _messages.SkipTo(newest + 1);
    }

    /// <summary>
    /// Takes the messages that another process appended, or records their newest offset. Call <see cref="Wake"/> afterwards.
    /// </summary>
    /// <returns>Whether messages are missing that must be read from the log.</returns>
    public bool Announce(TopicChange change)
    {
        lock (_gate)
        {
            _messages.Announce(change.Newest);
            // Later subscribers read the messages from the log.
            if (_subscribers == 0)
                _messages.SkipTo(change.Newest + 1);
            else
                _messages.Add(change.Messages);
            return _messages.IsBehind;
        }
    }

    /// <summary>Records that the log has this offset, and has the missing messages read from the log.</summary>
    public void CatchUp(long newest)
    {
        if (Announce(new TopicChange(Name, newest)))
            _catchUp.ReadNow([this]);
        Wake(canDeliverInline: false);
    }

    /// <summary>Whether messages are in the log and not yet visible to subscribers.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_gate)
                return _messages.IsBehind;
        }
    }

    /// <summary>
    /// The messages that are missing in memory; null if there are none. A topic without subscribers needs no messages.
    /// </summary>
    public TopicRange? MissingRange(PageSize page)
    {
        lock (_gate)
        {
            if (_subscribers == 0)
                _messages.SkipTo(_messages.Known + 1);
            return _messages.Missing() is var (from, through) ? new TopicRange(Name, from, through, page) : null;
        }
    }

    /// <summary>Makes a page of <see cref="MissingRange"/> visible; call <see cref="Wake"/> afterwards.</summary>
    public void Fill(in TopicRange range, IReadOnlyList<Message> page)
    {
        lock (_gate)
            _messages.Fill(range.Through, page);
    }

    /// <summary>Makes all known messages visible without loading them: subscribers read them from the log.</summary>
    public void SkipMissing()
    {
        lock (_gate)
            _messages.SkipTo(_messages.Known + 1);
    }

    /// <summary>Copies messages of the ring from <paramref name="next"/> on, at most one page.</summary>
    public RingRead Read(long next, PageSize page, List<Message> into)
    {
        lock (_gate)
        {
            if (next >= Ring.Next)
                return RingRead.CaughtUp;
            if (next < Ring.Oldest)
                return RingRead.Behind;
            var bytes = 0;
            for (var end = Math.Min(Ring.Next, next + page.Messages); next < end && bytes < page.Bytes; next++)
            {
                var message = Ring[next];
                into.Add(message);
                bytes += message.Data.Length;
            }

            return RingRead.Read;
        }
    }
}
