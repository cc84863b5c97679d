using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>One topic of the <see cref="MemoryTopicLog"/>: its newest messages, bounded in number and bytes, and its idempotency keys.</summary>
internal sealed class MemoryTopic(string epoch, long maxMessages)
{
    private const long MaxBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly MessageRing _kept = new((int)Math.Min(maxMessages, 1_000_000), MaxBytes);
    private readonly Dictionary<string, (AppendResult Result, DateTime Time)> _keys = new(StringComparer.Ordinal);

    public LogState State
    {
        get
        {
            lock (_gate)
                return new LogState(epoch, _kept.Oldest, _kept.Next - 1);
        }
    }

    public AppendResult Append(Append append, out Message[] messages)
    {
        lock (_gate)
        {
            var published = Published(append);
            var skip = (int)Math.Clamp((published?.Count ?? 0) - append.Preceding, 0, append.Messages.Count);
            var count = append.Messages.Count - skip;
            var last = _kept.Next - 1 + count;
            var result = published is { } before
                ? before with { Last = count == 0 ? before.Last : last, Count = before.Count + count, Appended = count }
                : new AppendResult(epoch, last - count + 1, last, count, count, append.Subscribers);

            messages = TopicAppends.ToMessages(append, result);
            foreach (var message in messages)
                _kept.Add(message);
            if (append.IdempotencyKey is { } key)
                _keys[key] = (result, append.Time);
            return result;
        }
    }

    public IReadOnlyList<Message> Read(long from, long through, PageSize page)
    {
        var messages = new List<Message>();
        lock (_gate)
        {
            var step = from <= through ? 1 : -1;
            var (low, high) = (Math.Max(Math.Min(from, through), _kept.Oldest), Math.Min(Math.Max(from, through), _kept.Next - 1));
            var bytes = 0;
            for (var offset = step > 0 ? low : high; offset >= low && offset <= high && messages.Count < page.Messages && bytes < page.Bytes; offset += step)
            {
                messages.Add(_kept[offset]);
                bytes += _kept[offset].Data.Length;
            }
        }

        return messages;
    }

    public long Find(DateTime time)
    {
        lock (_gate)
        {
            var offset = _kept.Oldest;
            while (offset < _kept.Next && _kept[offset].Time < time)
                offset++;
            return offset;
        }
    }

    public void Trim(long before)
    {
        lock (_gate)
            _kept.DropBefore(before);
    }

    public void ForgetKeys(DateTime time)
    {
        lock (_gate)
        {
            foreach (var (key, _) in _keys.Where(pair => pair.Value.Time < time).ToList())
                _keys.Remove(key);
        }
    }

    private AppendResult? Published(Append append) =>
        append.IdempotencyKey is { } key && _keys.TryGetValue(key, out var seen) && append.Time - seen.Time < Topics.Append.IdempotencyWindow ? seen.Result : null;
}
