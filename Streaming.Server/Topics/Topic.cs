using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>One topic in memory: the ring of its recent messages and the cursors of its readers. The log has everything else.</summary>
internal sealed class Topic
{
    private const int Retired = int.MinValue;

    private readonly Lock _gate = new();
    private readonly MessageRing _ring;
    private readonly int _ringMessages;
    private readonly List<TopicCursor> _cursors = [];
    private int _uses;

    public Topic(TopicName name, TopicPolicy policy, ITopicLog log, LogState state, TopicOptions options)
    {
        Name = name;
        Policy = policy;
        Log = log;
        Epoch = state.Epoch;
        _ringMessages = options.RingMessages;
        _ring = new MessageRing(options.RingMessages, options.RingBytes);
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

    /// <summary>How many subscriptions read this topic on this node.</summary>
    public int Subscribers
    {
        get
        {
            lock (_gate)
                return _cursors.Count;
        }
    }

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
    public void Attach(TopicCursor cursor, long? next)
    {
        lock (_gate)
        {
            cursor.Next = next ?? _ring.Next;
            cursor.Index = _cursors.Count;
            _cursors.Add(cursor);
        }
    }

    public void Detach(TopicCursor cursor)
    {
        lock (_gate)
        {
            var last = _cursors[^1];
            _cursors[cursor.Index] = last;
            last.Index = cursor.Index;
            _cursors.RemoveAt(_cursors.Count - 1);
        }
    }

    /// <summary>Makes stored messages, ascending and without a hole, visible to readers and wakes them. Those already visible are passed over.</summary>
    public void Apply(IReadOnlyList<Message> messages)
    {
        lock (_gate)
        {
            var from = _ring.Next;
            foreach (var message in messages)
            {
                if (message.Offset < _ring.Next)
                    continue;
                // Another process has written in between: the ring starts anew here, and readers find what is missing in the log.
                if (message.Offset > _ring.Next)
                    _ring.StartAt(message.Offset);
                _ring.Add(message);
            }

            if (_ring.Next > from)
                WakeAll();
        }
    }

    /// <summary>Notes that the log has messages up to <paramref name="newest"/>, without having them here.</summary>
    public void MoveTo(long newest)
    {
        lock (_gate)
        {
            if (newest < _ring.Next)
                return;
            _ring.StartAt(newest + 1);
            WakeAll();
        }
    }

    /// <summary>Brings messages that another process wrote from the log into the ring, once for all readers.</summary>
    public async ValueTask CatchUpAsync(long newest, CancellationToken cancellationToken)
    {
        if (Subscribers == 0)
        {
            MoveTo(newest);
            return;
        }

        for (var next = Math.Max(Newest + 1, newest - _ringMessages + 1); next <= newest;)
        {
            var page = await Log.ReadAsync(Name, next, newest, PageSize.Default, cancellationToken);
            if (page.Count == 0)
            {
                MoveTo(newest);
                return;
            }

            Apply(page);
            next = page[^1].Offset + 1;
        }
    }

    /// <summary>Copies what the ring has from <paramref name="next"/> on, at most <paramref name="max"/> messages.</summary>
    public RingRead Read(long next, int max, List<Message> into)
    {
        lock (_gate)
        {
            if (next >= _ring.Next)
                return RingRead.CaughtUp;
            if (next < _ring.Oldest)
                return RingRead.Behind;
            for (var end = Math.Min(_ring.Next, next + max); next < end; next++)
                into.Add(_ring[next]);
            return RingRead.Read;
        }
    }

    private void WakeAll()
    {
        foreach (var cursor in _cursors)
            cursor.Wake();
    }
}

/// <summary>What reading from a ring came to.</summary>
internal enum RingRead
{
    /// <summary>Messages were read.</summary>
    Read,

    /// <summary>There is nothing new.</summary>
    CaughtUp,

    /// <summary>The reader is older than the ring and must read from the log.</summary>
    Behind,
}
