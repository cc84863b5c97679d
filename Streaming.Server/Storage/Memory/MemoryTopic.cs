using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps one topic in memory, from its creation to its deletion: its newest messages, idempotency keys, properties and producers (clients
/// that number their requests). The topic's policy limits the number of messages, and their data is limited to 64 MiB. If the topic is a
/// fork (it begins with the messages of its source), the common messages are read from the source.
/// </summary>
internal sealed class MemoryTopic(TopicName name, string epoch, long maxMessages, MemoryTopic? source = null, long forkOffset = 0)
{
    private const long MaxBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly MessageRing _ring = NewRing(maxMessages, forkOffset);
    private readonly MemoryKeys _keys = new();
    private DateTime _newestTime = source?.NewestTime ?? default;
    private MemoryProducers? _producers;
    private volatile TopicProperties? _properties;
    private long _oldest = 1;
    private bool _isRemoved;

    /// <summary>The name of the topic.</summary>
    public TopicName Name => name;

    /// <summary>The epoch of the topic (the id of one lifetime of its log).</summary>
    public string Epoch => epoch;

    /// <summary>The source of the topic, if the topic is a fork (it begins with the messages of its source); otherwise null.</summary>
    public MemoryTopic? Source => source;

    /// <summary>The offset of the last message that the topic has in common with its source.</summary>
    public long ForkOffset => forkOffset;

    /// <summary>
    /// The number of forks of this topic (topics that begin with its messages). Read and changed only while the lock of the log is held.
    /// </summary>
    public int Forks { get; set; }

    /// <summary>The properties of the topic; null if it has none.</summary>
    public TopicProperties? Properties
    {
        get => _properties;
        set => _properties = value;
    }

    public DateTime NewestTime
    {
        get
        {
            lock (_gate)
                return _newestTime;
        }
    }

    public LogState State => new(epoch, new MemoryChain(this).Oldest, Newest)
    {
        Properties = _properties,
        LastTime = Newest > 0 ? NewestTime : null,
    };

    /// <summary>
    /// The offset of the oldest message that the topic itself stores (not its sources); the offset of the next message if it stores none.
    /// </summary>
    public long OwnOldest
    {
        get
        {
            lock (_gate)
                return Math.Max(_oldest, _ring.Oldest);
        }
    }

    /// <summary>The offset of the first message that was not deleted; all earlier messages were deleted.</summary>
    public long TrimmedBefore
    {
        get
        {
            lock (_gate)
                return _oldest;
        }
    }

    private long Newest
    {
        get
        {
            lock (_gate)
                return _ring.Next - 1;
        }
    }

    /// <summary>
    /// Appends the messages of a request. If a condition of the request is not met, or the topic's properties forbid the append (for
    /// example, the topic is closed), nothing is appended and the result states the reason.
    /// </summary>
    /// <returns>False if another thread has deleted the topic, so that nothing was appended.</returns>
    public bool TryAppend(AppendRequest append, out AppendResult result, out Message[] messages)
    {
        lock (_gate)
        {
            messages = [];
            result = default;
            if (_isRemoved)
                return false;
            var before = append.Key is { } key ? _keys.Find(key, append.Time - AppendRequest.IdempotencyWindow) : null;
            var skip = 0;
            if (before is { } known && Compare(append, known, out skip) is { } conflict)
            {
                result = KeyedAppends.Refused(epoch, conflict);
                return true;
            }

            var count = append.Messages.Count - skip;
            if ((count > 0 || append.Conditions is not null) && Check(append) is { } verdict)
            {
                result = ConditionalAppends.Unchanged(append, epoch, _ring.Next - 1, verdict);
                return true;
            }

            // Within a topic, a message never has an earlier time than the message before it, even if the system clock was set back.
            var time = append.Time > _newestTime ? append.Time : _newestTime;
            if (count > 0)
                _newestTime = time;
            result = KeyedAppends.Result(append, before, epoch, time, _ring.Next - 1 + count, count);
            messages = TopicAppendExtensions.ToMessages(append, result);
            foreach (var message in messages)
                _ring.Add(message);
            if (append.Key is not null)
                _keys.Save(append, result, isNew: before is null);
            if (_properties is not null || append.Conditions is not null)
                result = result with { Verdict = Finish(append) };
            return true;
        }
    }

    /// <summary>Appends the first messages of a new topic, before the topic is added to the log.</summary>
    public AppendResult AppendFirst(AppendRequest append, out Message[] messages)
    {
        _newestTime = append.Time > _newestTime ? append.Time : _newestTime;
        var count = append.Messages.Count;
        var result = new AppendResult(
            epoch, _newestTime, _ring.Next, _ring.Next - 1 + count, count, count, append.Subscribers);
        messages = TopicAppendExtensions.ToMessages(append, result);
        foreach (var message in messages)
            _ring.Add(message);
        return result with { Verdict = new AppendVerdict(AppendOutcome.Created) { Properties = _properties } };
    }

    /// <summary>Marks the topic as deleted, so that nothing is appended to it any more.</summary>
    public void Remove()
    {
        lock (_gate)
            _isRemoved = true;
    }

    /// <summary>Changes the properties of the topic.</summary>
    public void Change(Func<TopicProperties?, TopicProperties?> change)
    {
        lock (_gate)
            _properties = change(_properties);
    }

    /// <summary>
    /// Reads one page of messages. If the topic is a fork (it begins with the messages of its source), the common messages are read from
    /// the source.
    /// </summary>
    public IReadOnlyList<Message> Read(long from, long through, PageSize page) => new MemoryChain(this).Read(from, through, page);

    /// <summary>Adds the topic's own messages (not those of its sources) to a page, in the order of the given offsets.</summary>
    public void ReadOwn(long from, long through, PageSize page, List<Message> messages)
    {
        var bytes = messages.Sum(static message => message.Data.Length);
        lock (_gate)
        {
            var step = from <= through ? 1 : -1;
            var (low, high) = (Math.Max(Math.Min(from, through), _ring.Oldest), Math.Min(Math.Max(from, through), _ring.Next - 1));
            for (var offset = step > 0 ? low : high; offset >= low && offset <= high && messages.Count < page.Messages
                && bytes < page.Bytes; offset += step)
            {
                messages.Add(_ring[offset]);
                bytes += _ring[offset].Data.Length;
            }
        }
    }

    /// <summary>
    /// Returns the offset of the oldest message whose time is the given time or later. If there is none, returns the offset of the next
    /// message that will be appended.
    /// </summary>
    public long Find(DateTime time) => new MemoryChain(this).Find(time) ?? Newest + 1;

    /// <summary>
    /// Finds the oldest message within a range of offsets that was published at the given time or later. Searches only the topic's own
    /// messages, not those of its sources.
    /// </summary>
    public long? FindOwn(DateTime time, long low, long high)
    {
        lock (_gate)
        {
            return OffsetSearch.First(Math.Max(low, _ring.Oldest), Math.Min(high, _ring.Next - 1), offset => _ring[offset].Time >= time);
        }
    }

    public void Trim(long before)
    {
        lock (_gate)
        {
            _ring.DropBefore(before);
            _oldest = Math.Max(_oldest, Math.Min(before, _ring.Next));
        }
    }

    public void DeleteKeys(DateTime time)
    {
        lock (_gate)
            _keys.DeleteOld(time);
    }

    private static MessageRing NewRing(long maxMessages, long after)
    {
        var ring = new MessageRing((int)Math.Min(maxMessages, 1_000_000), MaxBytes);
        ring.StartAt(after + 1);
        return ring;
    }

    private AppendVerdict? Check(AppendRequest append)
    {
        var producer = append.Conditions?.Producer is { } stamp
            ? (_producers ??= new MemoryProducers()).Find(stamp.Id, append.Conditions.MaxProducers, append.Time) : default;
        return ConditionalAppends.Check(append, exists: true, _properties, producer);
    }

    private AppendVerdict? Finish(AppendRequest append)
    {
        _properties = ConditionalAppends.After(append, _properties, append.Time);
        if (append.Conditions?.Producer is { } stamp)
            _producers!.Save(stamp, append.Time);
        return ConditionalAppends.Done(append, _properties);
    }

    private IdempotencyConflict? Compare(AppendRequest append, in StoredKey before, out int skip) =>
        KeyedAppends.Compare(append, before, (_, _) => _keys.Hashes(append.Key!), out skip);
}
