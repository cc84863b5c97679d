using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the number of subscribers of each topic on this node, as last written to the database, and determines which numbers have changed
/// since.
/// </summary>
internal sealed class OwnSubscribers(TopicRegistry topics)
{
    // The database keeps a row for each topic that has lost its last subscriber. After this number of such rows, all numbers are written
    // again, which removes these rows.
    private const int MaxEmpty = 1_000;

    private readonly Dictionary<TopicName, int> _written = [];
    private int _empty;
    private Guid _node;
    private long _version;

    /// <summary>
    /// Returns the numbers of subscribers to write next, or null if no number has changed. All numbers are returned if this node was
    /// registered under another id at the last write.
    /// </summary>
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

    /// <summary>Records the numbers of a write that succeeded.</summary>
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

    /// <summary>Makes the next write contain all numbers of subscribers and not only the changed ones.</summary>
    public void WriteAllNext()
    {
        _node = Guid.Empty;
        // The failed write may have been stored with its version number, so the next write gets a higher number.
        _version++;
    }
}
