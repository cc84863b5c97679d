using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// A topic that is loaded into memory: its recent messages (the ring), its subscribers, and other listeners. Older messages are in the log.
/// </summary>
internal sealed class Topic
{
    private const int Retired = int.MinValue;

    private readonly Lock _gate = new();
    private readonly MessageRing _ring;
    private readonly int _ringMessages;
    private ITopicListener[] _listeners = [];
    private int _subscribers;
    private int _uses;

    public Topic(TopicName name, TopicPolicy policy, ITopicLog log, LogState state, TopicOptions options)
    {
        Name = name;
        Policy = policy;
        Log = log;
        Epoch = state.Epoch;
        // The ring of a topic that is stored in memory holds no more messages than its log keeps.
        _ringMessages = policy.Store == TopicStore.Memory ? (int)Math.Min(options.RingMessages, policy.MaxMessages ?? long.MaxValue)
            : options.RingMessages;
        _ring = new MessageRing(_ringMessages, options.RingBytes);
        _ring.StartAt(state.Newest + 1);
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
                return _ring.Next - 1;
        }
    }

    /// <summary>The offset of the oldest message of the topic that is in memory.</summary>
    public long OldestInMemory
    {
        get
        {
            lock (_gate)
                return _ring.Oldest;
        }
    }

    /// <summary>The number of subscriptions to this topic in this process.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>
    /// The objects that send the topic's messages to the subscribers' connections. Set once, and kept while the topic is loaded into
    /// memory.
    /// </summary>
    public ITopicFanouts? Fanouts { get; set; }

    /// <summary>
    /// Prevents the topic from being unloaded from memory until <see cref="EndUse"/> is called. Returns false if the topic was already
    /// unloaded.
    /// </summary>
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
    /// Adds the reader of a subscription. The reader starts at the offset <paramref name="next"/>, or after the newest message if that is
    /// null. The method takes the same lock as new messages, so that the reader misses and repeats no message.
    /// </summary>
    public void Attach(TopicReader reader, long? next)
    {
        lock (_gate)
        {
            reader.Next = next ?? _ring.Next;
            reader.ReplayEnd = next is null ? null : _ring.Next - 1;
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
    /// Makes stored messages with consecutive offsets visible to subscribers. Messages that are already visible are skipped. Call
    /// <see cref="Wake"/> afterwards.
    /// </summary>
    public void Apply(IReadOnlyList<Message> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                if (message.Offset < _ring.Next)
                    continue;
                // Another process has appended messages in between: the ring restarts here, and subscribers read the missing messages from
                // the log.
                if (message.Offset > _ring.Next)
                    _ring.StartAt(message.Offset);
                _ring.Add(message);
            }
        }
    }

    /// <summary>Removes from memory the messages that the log has deleted.</summary>
    public void Trim(long before)
    {
        lock (_gate)
            _ring.DropBefore(before);
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
        {
            if (newest < _ring.Next)
                return;
            _ring.StartAt(newest + 1);
        }
    }

    /// <summary>
    /// Loads messages of another process from the log into memory, once for all subscribers, and notifies the subscribers.
    /// </summary>
    public async ValueTask CatchUpAsync(long newest, CancellationToken cancellationToken)
    {
        for (var next = Math.Max(Newest + 1, newest - _ringMessages + 1); Subscribers > 0 && next <= newest;)
        {
            var page = await Log.ReadAsync(Name, next, newest, PageSize.Default, cancellationToken);
            if (page.Count == 0)
                break;
            Apply(page);
            next = page[^1].Offset + 1;
        }

        MoveTo(newest);
        Wake(canDeliverInline: false);
    }

    /// <summary>Copies messages from memory, starting at the offset <paramref name="next"/>, at most one page.</summary>
    public RingRead Read(long next, PageSize page, List<Message> into)
    {
        lock (_gate)
        {
            if (next >= _ring.Next)
                return RingRead.CaughtUp;
            if (next < _ring.Oldest)
                return RingRead.Behind;
            var bytes = 0;
            for (var end = Math.Min(_ring.Next, next + page.Messages); next < end && bytes < page.Bytes; next++)
            {
                var message = _ring[next];
                into.Add(message);
                bytes += message.Data.Length;
            }

            return RingRead.Read;
        }
    }
}
