using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Delivery;

/// <summary>What a reader gets that asked for the latest only: the newest message of each type among those that wait.</summary>
internal static class Latest
{
    private const int MaxMessages = 4_096;

    /// <summary>The frames, in the order of their offsets; null if the messages that wait are no longer in memory.</summary>
    public static byte[]? TryJoin(Topic topic, Reader reader, long newest)
    {
        var waiting = new List<Message>();
        // A reader far behind starts with what memory still has: it asked for the newest, not for all.
        for (var from = reader.Next; from <= newest; from = waiting[^1].Offset + 1)
        {
            if (topic.Read(Math.Max(from, topic.OldestInMemory), new PageSize(MaxMessages), waiting) != RingRead.Read)
                return null;
        }

        var newestOfType = new Dictionary<string, Message>(StringComparer.Ordinal);
        foreach (var message in waiting)
            newestOfType[message.Type] = message;
        return JoinedFrames.Join([.. newestOfType.Values.OrderBy(message => message.Offset)], reader.Format.Frames);
    }
}
