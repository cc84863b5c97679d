using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The numbers of subscribers of this node, and which of them were not written yet.</summary>
internal sealed class OwnSubscribers(TopicRegistry topics)
{
    // So many topics without subscribers are kept in the database before all numbers are written again.
    private const int MaxEmpty = 1_000;

    private readonly Dictionary<TopicName, int> _written = [];
    private int _empty;
    private Guid _node;
    private long _version;

    /// <summary>Returns the next write, which is complete if the node has another id than before; null if nothing has changed.</summary>
    public SubscriberWrite? Next(Guid node)
    {
        var now = topics.Loaded.Where(topic => topic.Subscribers > 0).ToDictionary(topic => topic.Name, topic => topic.Subscribers);
        if (node != _node || _empty > MaxEmpty)
            return new SubscriberWrite(node, _version + 1, IsComplete: true, now);
        var changed = now.Where(topic => _written.GetValueOrDefault(topic.Key) != topic.Value).ToDictionary();
        foreach (var (topic, count) in _written)
        {
            if (count > 0 && !now.ContainsKey(topic))
                changed[topic] = 0;
        }

        return changed.Count == 0 ? null : new SubscriberWrite(node, _version + 1, IsComplete: false, changed);
    }

    /// <summary>Records that a write has succeeded.</summary>
    public void Written(SubscriberWrite write)
    {
        (_node, _version) = (write.Node, write.Version);
        if (write.IsComplete)
        {
            _written.Clear();
            _empty = 0;
        }

        foreach (var (topic, count) in write.Counts)
        {
            if (count == 0)
            {
                _written.Remove(topic);
                _empty++;
            }
            else
            {
                _written[topic] = count;
            }
        }
    }

    /// <summary>Makes the next write complete.</summary>
    public void Forget()
    {
        _node = Guid.Empty;
        // The number may have been stored.
        _version++;
    }
}
