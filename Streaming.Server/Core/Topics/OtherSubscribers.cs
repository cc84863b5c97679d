using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the number of subscribers of each topic on other nodes (server processes), as these nodes last reported them. Only a store that
/// several nodes share sets the numbers.
/// </summary>
internal sealed class OtherSubscribers
{
    private readonly ConcurrentDictionary<TopicName, int> _counts = new();

    // Whether any other node has ever reported subscribers. If not, a publish need not search the numbers.
    private volatile bool _isUsed;

    /// <summary>Returns the number of subscribers of a topic on other nodes (server processes).</summary>
    public int Count(TopicName topic) => _isUsed ? _counts.GetValueOrDefault(topic) : 0;

    /// <summary>
    /// Changes the number of subscribers of a topic on other nodes (server processes) by the given number. Not thread-safe: only one thread
    /// at a time may call this method.
    /// </summary>
    public void Add(TopicName topic, int difference)
    {
        if (difference == 0)
            return;
        _isUsed = true;
        if (_counts.GetValueOrDefault(topic) + difference is var sum and > 0)
            _counts[topic] = sum;
        else
            _counts.TryRemove(topic, out _);
    }
}
