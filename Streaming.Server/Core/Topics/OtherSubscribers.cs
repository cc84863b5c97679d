using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The numbers of subscribers on other nodes, as this node last heard them. The store of several nodes sets them.</summary>
internal sealed class OtherSubscribers
{
    private readonly ConcurrentDictionary<TopicName, int> _counts = new();

    // A publish on the only node costs no search.
    private volatile bool _isUsed;

    /// <summary>Returns the number of subscribers of a topic on other nodes.</summary>
    public int Count(TopicName topic) => _isUsed ? _counts.GetValueOrDefault(topic) : 0;

    /// <summary>Adds to the number of subscribers of a topic on other nodes. One thread at a time may call it.</summary>
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
