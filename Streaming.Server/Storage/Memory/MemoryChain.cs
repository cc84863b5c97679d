using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Reads the messages of a topic in memory. If the topic is a fork, its first messages are those of its source, and the later messages are
/// its own.
/// </summary>
internal sealed class MemoryChain(MemoryTopic topic)
{
    /// <summary>The offset from which no message is missing: all messages with this offset or a higher one are in memory.</summary>
    public long Oldest
    {
        get
        {
            var own = topic.OwnOldest;
            if (topic.Source is null)
                return own;
            var oldest = own;
            foreach (var segment in Enumerable.Reverse(Segments()).Skip(1))
            {
                if (oldest != segment.High + 1)
                    break;
                oldest = Math.Min(segment.High + 1, Math.Max(segment.Low, segment.Topic.OwnOldest));
            }

            return Math.Max(oldest, topic.TrimmedBefore);
        }
    }

    /// <summary>
    /// Reads one page of messages. If the topic is a fork (it begins with the messages of its source), the common messages are read from
    /// the source.
    /// </summary>
    public IReadOnlyList<Message> Read(long from, long through, PageSize page)
    {
        var messages = new List<Message>();
        if (topic.Source is null)
        {
            topic.ReadOwn(from, through, page, messages);
            return messages;
        }

        var (low, high) = (Math.Max(Math.Min(from, through), Oldest), Math.Max(from, through));
        foreach (var segment in from <= through ? Segments() : Enumerable.Reverse(Segments()))
        {
            var (first, last) = (Math.Max(low, segment.Low), Math.Min(high, segment.High));
            if (first <= last)
                segment.Topic.ReadOwn(from <= through ? first : last, from <= through ? last : first, page, messages);
        }

        return messages.ConvertAll(message => message.Topic == topic.Name ? message : message.Of(topic.Name, topic.Epoch));
    }

    /// <summary>Returns the offset of the oldest message whose time is the given time or later; null if there is no such message.</summary>
    public long? Find(DateTime time)
    {
        var oldest = Oldest;
        foreach (var segment in Segments())
        {
            if (segment.Topic.FindOwn(time, Math.Max(segment.Low, oldest), segment.High) is { } offset)
                return offset;
        }

        return null;
    }

    /// <summary>
    /// Returns the offset of the last message that the topic has in common with its source that has the given epoch (the id of one lifetime
    /// of the log). Positions with this epoch are valid for the topic up to this offset. Returns null if no source of the topic has this
    /// epoch.
    /// </summary>
    public long? ThroughOf(string epoch)
    {
        var high = topic.ForkOffset;
        for (var from = topic.Source; from is not null; from = from.Source)
        {
            if (string.Equals(from.Epoch, epoch, StringComparison.Ordinal))
                return high;
            high = Math.Min(high, from.ForkOffset);
        }

        return null;
    }

    // Returns the topics that store this topic's messages, from the oldest source to the topic itself. Each has the range of offsets that
    // it stores.
    private List<(MemoryTopic Topic, long Low, long High)> Segments()
    {
        var segments = new List<(MemoryTopic, long, long)>();
        var high = long.MaxValue;
        for (var from = topic; from is not null; from = from.Source)
        {
            if (from.ForkOffset < high)
                segments.Add((from, from.ForkOffset + 1, high));
            high = Math.Min(high, from.ForkOffset);
        }

        segments.Reverse();
        return segments;
    }
}
