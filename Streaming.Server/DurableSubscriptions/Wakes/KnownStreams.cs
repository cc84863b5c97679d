using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Holds the knowledge of this process about the streams of a durable subscription: whether they were scanned for new messages, and which
/// have cursors (stored positions). All copies of the subscription in memory share this object.
/// </summary>
internal sealed class KnownStreams
{
    private readonly ConcurrentDictionary<TopicName, bool> _topics = [];
    private volatile bool _areScanned;

    /// <summary>Whether the streams of the subscription were scanned since this process first read the subscription.</summary>
    public bool AreScanned
    {
        get => _areScanned;
        set => _areScanned = value;
    }

    public bool Contains(TopicName topic) => _topics.ContainsKey(topic);

    public void Change(IEnumerable<TopicName> added, IEnumerable<TopicName> removed)
    {
        foreach (var topic in added)
            _topics[topic] = true;
        foreach (var topic in removed)
            _topics.TryRemove(topic, out _);
    }
}
