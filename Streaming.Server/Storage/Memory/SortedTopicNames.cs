using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Holds the names of all topics in memory in ascending order, so that a page of the list of topics can be returned without sorting. If a
/// topic was added or removed, the names are sorted at their next use.
/// </summary>
internal sealed class SortedTopicNames
{
    private int _version;
    private Snapshot? _sorted;

    /// <summary>Records that a topic was added or removed, so that the names are sorted again. Call this method after the change.</summary>
    public void Changed() => Interlocked.Increment(ref _version);

    /// <summary>
    /// Returns the names that come after the given text, in ordinal order. A topic that is being removed may still be among them.
    /// </summary>
    public IEnumerable<TopicName> After(string? after, ConcurrentDictionary<TopicName, MemoryTopic> topics)
    {
        // The version is read before the names. So if a topic is added between these two steps, the next call sorts the names again.
        var version = Volatile.Read(ref _version);
        var sorted = _sorted;
        if (sorted?.Version != version)
            _sorted = sorted = new Snapshot(version, [.. topics.Keys.OrderBy(static name => name.Value, StringComparer.Ordinal)]);
        var names = sorted.Names;
        for (var i = FirstAfter(names, after); i < names.Length; i++)
            yield return names[i];
    }

    // Returns the index of the first name after the given text, by a binary search.
    private static int FirstAfter(TopicName[] names, string? after)
    {
        var (low, high) = (0, names.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(names[middle].Value, after) > 0)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private sealed record Snapshot(int Version, TopicName[] Names);
}
