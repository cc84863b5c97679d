using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>One topic in memory: the ring of its recent messages, and its listeners. The log has all older messages.</summary>
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
        // The ring of a memory topic holds no more messages than its log keeps.
        _ringMessages = policy.Store == TopicStore.Memory ? (int)Math.Min(options.RingMessages, policy.MaxMessages ?? long.MaxValue)
            : options.RingMessages;
        _ring = new MessageRing(_ringMessages, options.RingBytes);
        _ring.StartAt(state.Newest + 1);
    }

    public TopicName Name { get; }

    public TopicPolicy Policy { get; }

    public ITopicLog Log { get; }

    public string Epoch { get; }

    /// <summary>The lock of a memory topic's appends: its log and its subscribers see the same order.</summary>
    public Lock AppendGate { get; } = new();

    /// <summary>The timestamp at which the last use ended, in ticks of the clock.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The newest offset that is visible to subscribers.</summary>
    public long Newest
    {
        get
        {
            lock (_gate)
                return _ring.Next - 1;
        }
    }

    /// <summary>The oldest offset in memory.</summary>
    public long OldestInMemory
    {
        get
        {
            lock (_gate)
                return _ring.Oldest;
        }
    }

    /// <summary>The number of subscriptions to this topic on this node.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>The state of the fan-out for this topic; set once, and kept while the topic is in memory.</summary>
    public ITopicFanouts? Fanouts { get; set; }

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

    /// <summary>Marks the topic as unloaded if nothing uses it.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _uses, Retired, 0) == 0;

    /// <summary>
    /// Adds a reader that starts at <paramref name="next"/>, or after the newest message if null. Takes the lock of new messages, so that
    /// none is missed or repeated.
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

    /// <summary>Removes a reader that <see cref="Attach"/> added.</summary>
    public void Detach(TopicReader reader)
    {
        lock (_gate)
            _subscribers--;
        RemoveListener(reader);
    }

    /// <summary>Adds a listener that is not counted as a subscriber.</summary>
    public void AddListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
    }

    /// <summary>Removes a listener.</summary>
    public void RemoveListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = Array.FindAll(_listeners, other => !ReferenceEquals(other, listener));
    }

    /// <summary>
    /// Makes stored messages with consecutive offsets visible to subscribers; call <see cref="Wake"/> afterwards. Skips messages that are
    /// already visible.
    /// </summary>
    public void Apply(IReadOnlyList<Message> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                if (message.Offset < _ring.Next)
                    continue;
                // Another process appended in between: the ring restarts here, and subscribers read the missing messages from the log.
                if (message.Offset > _ring.Next)
                    _ring.StartAt(message.Offset);
                _ring.Add(message);
            }
        }
    }

    /// <summary>Removes messages that the log has deleted.</summary>
    public void Trim(long before)
    {
        lock (_gate)
            _ring.DropBefore(before);
    }

    /// <summary>Notifies all listeners of new messages.</summary>
    /// <param name="canDeliverInline">Whether the current thread may be used to send to a few subscribers.</param>
    public void Wake(bool canDeliverInline)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.OnMessagesAdded(canDeliverInline);
    }

    /// <summary>Sets the newest offset without loading the messages: subscribers read them from the log.</summary>
    public void MoveTo(long newest)
    {
        lock (_gate)
        {
            if (newest < _ring.Next)
                return;
            _ring.StartAt(newest + 1);
        }
    }

    /// <summary>Loads messages that another process appended from the log into the ring, once for all subscribers.</summary>
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

    /// <summary>Copies messages of the ring from <paramref name="next"/> on, at most one page.</summary>
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
