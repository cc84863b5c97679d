using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Selects the messages for a slow subscriber with <see cref="SlowPolicy.Latest"/>, which skips messages: the newest message of each type
/// among the waiting messages.
/// </summary>
internal static class LatestOfTypes
{
    private const int MaxMessages = 4_096;

    /// <summary>
    /// Returns the newest waiting message of each type, in the order of their offsets; null if a waiting message is no longer in memory.
    /// </summary>
    public static IReadOnlyList<Message>? TryRead(Topic topic, long next, long newest)
    {
        var waiting = new List<Message>();
        // A subscriber far behind starts with the oldest message in memory, since it requested only the newest messages.
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
