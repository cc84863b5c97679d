using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Keeps one topic in memory: the newest messages, limited in number (by the topic's policy) and to 64 MiB of data, and the topic's
/// idempotency keys.
/// </summary>
internal sealed class MemoryTopic(string epoch, long maxMessages)
{
    private const long MaxBytes = 64 << 20;

    private readonly Lock _gate = new();
    private readonly MessageRing _ring = new((int)Math.Min(maxMessages, 1_000_000), MaxBytes);
    private readonly MemoryKeys _keys = new();
    private DateTime _newestTime;

    public LogState State
    {
        get
        {
            lock (_gate)
                return new LogState(epoch, _ring.Oldest, _ring.Next - 1);
        }
    }

    public AppendResult Append(AppendRequest append, out Message[] messages)
    {
        lock (_gate)
        {
            var before = append.Key is { } key ? _keys.Find(key, append.Time - AppendRequest.IdempotencyWindow) : null;
            var skip = 0;
            if (before is { } known && Compare(append, known, out skip) is { } conflict)
            {
                messages = [];
                return KeyedAppends.Refused(epoch, conflict);
            }

            var count = append.Messages.Count - skip;
            // A message never has an earlier time than the message before it, even if the system clock was set back.
            var time = append.Time > _newestTime ? append.Time : _newestTime;
            if (count > 0)
                _newestTime = time;
            var result = KeyedAppends.Result(append, before, epoch, time, _ring.Next - 1 + count, count);
            messages = TopicAppendExtensions.ToMessages(append, result);
            foreach (var message in messages)
                _ring.Add(message);
            if (append.Key is not null)
                _keys.Save(append, result, isNew: before is null);
            return result;
        }
    }

    public IReadOnlyList<Message> Read(long from, long through, PageSize page)
    {
        var messages = new List<Message>();
        lock (_gate)
        {
            var step = from <= through ? 1 : -1;
            var (low, high) = (Math.Max(Math.Min(from, through), _ring.Oldest), Math.Min(Math.Max(from, through), _ring.Next - 1));
            var bytes = 0;
            for (var offset = step > 0 ? low : high; offset >= low && offset <= high && messages.Count < page.Messages
                && bytes < page.Bytes; offset += step)
            {
                messages.Add(_ring[offset]);
                bytes += _ring[offset].Data.Length;
            }
        }

        return messages;
    }

    public long Find(DateTime time)
    {
        lock (_gate)
        {
            var offset = _ring.Oldest;
            while (offset < _ring.Next && _ring[offset].Time < time)
                offset++;
            return offset;
        }
    }

    public void Trim(long before)
    {
        lock (_gate)
            _ring.DropBefore(before);
    }

    public void DeleteKeys(DateTime time)
    {
        lock (_gate)
            _keys.DeleteOld(time);
    }

    private IdempotencyConflict? Compare(AppendRequest append, in StoredKey before, out int skip) =>
        KeyedAppends.Compare(append, before, (_, _) => _keys.Hashes(append.Key!), out skip);
}
