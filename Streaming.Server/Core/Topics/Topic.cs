using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>One topic in memory: the ring of its recent messages and the cursors of its readers. The log has everything else.</summary>
internal sealed class Topic
{
    private const int Retired = int.MinValue;

    private readonly Lock _gate = new();
    private readonly MessageRing _ring;
    private readonly int _ringMessages;
    private ITopicListener[] _listeners = [];
    private int _readers;
    private int _uses;

    public Topic(TopicName name, TopicPolicy policy, ITopicLog log, LogState state, TopicOptions options)
    {
        Name = name;
        Policy = policy;
        Log = log;
        Epoch = state.Epoch;
        // Where memory is the log, it shows no more than the log keeps.
        _ringMessages = policy.Store == TopicStore.Memory ? (int)Math.Min(options.RingMessages, policy.MaxMessages ?? long.MaxValue) : options.RingMessages;
        _ring = new MessageRing(_ringMessages, options.RingBytes);
        _ring.StartAt(state.Newest + 1);
    }

    public TopicName Name { get; }

    public TopicPolicy Policy { get; }

    public ITopicLog Log { get; }

    public string Epoch { get; }

    /// <summary>Held while a memory topic appends, so that its log and its readers see one order.</summary>
    public Lock AppendGate { get; } = new();

    /// <summary>When the last use ended, in the clock's ticks.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The newest offset that readers may see.</summary>
    public long Newest
    {
        get
        {
            lock (_gate)
                return _ring.Next - 1;
        }
    }

    /// <summary>The oldest offset that is held in memory.</summary>
    public long OldestInMemory
    {
        get
        {
            lock (_gate)
                return _ring.Oldest;
        }
    }

    /// <summary>How many subscriptions read this topic on this node.</summary>
    public int Subscribers => Volatile.Read(ref _readers);

    /// <summary>What the delivery keeps with the topic; made once, for as long as the topic is in memory.</summary>
    public object? Fanouts { get; set; }

    /// <summary>Keeps the topic in memory until <see cref="EndUse"/>; false if it was already let go.</summary>
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

    /// <summary>Lets the topic go if nobody uses it.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _uses, Retired, 0) == 0;

    /// <summary>Adds a reader's cursor at <paramref name="next"/>, or at the live end where it is null; both under the lock that messages come in by.</summary>
    public void Attach(TopicReader cursor, long? next)
    {
        lock (_gate)
        {
            cursor.Next = next ?? _ring.Next;
            cursor.ReplayEnd = next is null ? null : _ring.Next - 1;
            _readers++;
            _listeners = [.. _listeners, cursor];
        }
    }

    /// <summary>Ends what <see cref="Attach"/> began.</summary>
    public void Detach(TopicReader cursor)
    {
        lock (_gate)
            _readers--;
        RemoveListener(cursor);
    }

    /// <summary>Tells a listener of new messages, without counting it as a reader.</summary>
    public void AddListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = [.. _listeners, listener];
    }

    /// <summary>No longer tells a listener.</summary>
    public void RemoveListener(ITopicListener listener)
    {
        lock (_gate)
            _listeners = Array.FindAll(_listeners, other => !ReferenceEquals(other, listener));
    }

    /// <summary>Makes stored messages, ascending and without a hole, visible to readers; <see cref="Wake"/> tells them. Those already visible are passed over.</summary>
    public void Apply(IReadOnlyList<Message> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                if (message.Offset < _ring.Next)
                    continue;
                // Another process has written in between: the ring starts anew here, and readers find what is missing in the log.
                if (message.Offset > _ring.Next)
                    _ring.StartAt(message.Offset);
                _ring.Add(message);
            }
        }
    }

    /// <summary>Forgets messages that the log has taken away.</summary>
    public void Trim(long before)
    {
        lock (_gate)
            _ring.DropBefore(before);
    }

    /// <summary>Tells all listeners that there is something new.</summary>
    /// <param name="canDeliverInline">Whether a short delivery may be done on this thread.</param>
    public void Wake(bool canDeliverInline)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            listener.OnMessagesAdded(canDeliverInline);
    }

    /// <summary>Notes that the log has messages up to <paramref name="newest"/>, without having them here.</summary>
    public void MoveTo(long newest)
    {
        lock (_gate)
        {
            if (newest < _ring.Next)
                return;
            _ring.StartAt(newest + 1);
        }
    }

    /// <summary>Brings messages that another process wrote from the log into the ring, once for all readers.</summary>
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

    /// <summary>Copies what the ring has from <paramref name="next"/> on, at most a page.</summary>
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
