using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>What a reader gets that asked for the latest only: the newest message of each type among those that wait.</summary>
internal static class LatestOfTypes
{
    private const int MaxMessages = 4_096;

    /// <summary>The messages in the order of their offsets; null if those that wait are no longer in memory.</summary>
    public static IReadOnlyList<Message>? TryRead(Topic topic, long next, long newest)
    {
        var waiting = new List<Message>();
        // A reader far behind starts with what memory still has: it asked for the newest, not for all.
        for (var from = next; from <= newest; from = waiting[^1].Offset + 1)
        {
            if (topic.Read(Math.Max(from, topic.OldestInMemory), new PageSize(MaxMessages), waiting) != RingRead.Read)
                return null;
        }

        var newestOfType = new Dictionary<string, Message>(StringComparer.Ordinal);
        foreach (var message in waiting)
            newestOfType[message.Type] = message;
        return [.. newestOfType.Values.OrderBy(message => message.Offset)];
    }
}
