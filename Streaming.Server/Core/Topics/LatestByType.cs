using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Selects messages for a slow subscriber that may skip messages (<see cref="SlowPolicy.Latest"/>). Among the messages that the subscriber
/// has not received yet, the newest message of each type is selected.
/// </summary>
internal static class LatestByType
{
    private const int MaxMessages = 4_096;

    /// <summary>
    /// Returns the newest message of each type among the messages that the subscriber has not received yet, in the order of their offsets.
    /// Returns null if these messages are not in memory and must be read from the log.
    /// </summary>
    public static IReadOnlyList<Message>? TryRead(Topic topic, long next, int epochChanges, long newest)
    {
        var waiting = new List<Message>();
        // If the subscriber's next message is no longer in memory, reading starts at the oldest message in memory. This is allowed, because
        // the subscriber may skip messages.
        for (var from = next; from <= newest; from = waiting[^1].Offset + 1)
        {
            var oldest = Math.Max(from, topic.OldestInMemory);
            if (topic.Read(oldest, epochChanges, new PageSize(MaxMessages), waiting) != RingReadResult.Read)
                return null;
        }

        var newestOfType = new Dictionary<string, Message>(StringComparer.Ordinal);
        // Messages that were appended during the read come with the next read, in which they count as not received yet.
        foreach (var message in waiting.Where(message => message.Offset <= newest))
            newestOfType[message.Type] = message;
        return [.. newestOfType.Values.OrderBy(message => message.Offset)];
    }
}
