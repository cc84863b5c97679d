using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <content>Reads the messages of a topic: those that it has in common with its sources, and its own.</content>
internal sealed partial class MemoryTopic
{
    private long Newest
    {
        get
        {
            lock (_gate)
                return _ring.Next - 1;
        }
    }

    private long OwnOldest
    {
        get
        {
            lock (_gate)
                return Math.Max(_oldest, _ring.Oldest);
        }
    }

    // The offset of the oldest message after which no message is missing.
    private long Oldest
    {
        get
        {
            var oldest = OwnOldest;
            foreach (var (topic, low, high) in Segments().Reverse().Skip(1))
            {
                if (oldest != high + 1)
                    break;
                oldest = Math.Min(high + 1, Math.Max(low, topic.OwnOldest));
            }

            lock (_gate)
                return Math.Max(oldest, _oldest);
        }
    }

    /// <summary>
    /// Reads a page of messages. If the topic is a fork, the messages that it has in common with its sources are read from them.
    /// </summary>
    public IReadOnlyList<Message> Read(long from, long through, PageSize page)
    {
        var messages = new List<Message>();
        if (source is null)
        {
            ReadOwn(from, through, page, messages);
            return messages;
        }

        var (low, high) = (Math.Max(Math.Min(from, through), Oldest), Math.Max(from, through));
        foreach (var segment in from <= through ? Segments() : Segments().Reverse())
        {
            var (first, last) = (Math.Max(low, segment.Low), Math.Min(high, segment.High));
            if (first > last)
                continue;
            segment.Topic.ReadOwn(from <= through ? first : last, from <= through ? last : first, page, messages);
        }

        return messages.ConvertAll(message => message.Topic == name ? message : message.Of(name, epoch));
    }

    /// <summary>
    /// Returns the offset of the oldest message that was published at the given time or later; the next offset of the topic if there is
    /// none.
    /// </summary>
    public long Find(DateTime time)
    {
        var oldest = Oldest;
        foreach (var (topic, low, high) in Segments())
        {
            if (topic.FindOwn(time, Math.Max(low, oldest), high) is { } offset)
                return offset;
        }

        return Newest + 1;
    }

    /// <summary>
    /// Returns the last offset up to which a position with another topic's epoch is valid for this topic, because this topic is a fork of
    /// that topic; null if it is not.
    /// </summary>
    public long? ThroughOf(string otherEpoch)
    {
        var high = forkOffset;
        for (var from = source; from is not null; from = from.Source)
        {
            if (string.Equals(from.Epoch, otherEpoch, StringComparison.Ordinal))
                return high;
            high = Math.Min(high, from.ForkOffset);
        }

        return null;
    }

    // Returns the topics that contain the messages of this topic: from the first source to the topic itself, each with its range of
    // offsets.
    private IReadOnlyList<(MemoryTopic Topic, long Low, long High)> Segments()
    {
        var segments = new List<(MemoryTopic, long, long)>();
        var high = long.MaxValue;
        for (var topic = this; topic is not null; topic = topic.Source)
        {
            if (topic.ForkOffset < high)
                segments.Add((topic, topic.ForkOffset + 1, high));
            high = Math.Min(high, topic.ForkOffset);
        }

        segments.Reverse();
        return segments;
    }

    private void ReadOwn(long from, long through, PageSize page, List<Message> messages)
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

    private long? FindOwn(DateTime time, long low, long high)
    {
        lock (_gate)
        {
            for (var offset = Math.Max(low, _ring.Oldest); offset < _ring.Next && offset <= high; offset++)
            {
                if (_ring[offset].Time >= time)
                    return offset;
            }
        }

        return null;
    }
}
