using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the number of subscribers of each topic on this node (server process), as last written to the database, and determines which
/// numbers have changed since then.
/// </summary>
internal sealed class OwnSubscribers(TopicRegistry topics)
{
    // The database keeps a row for each topic whose last subscriber has left. When there are this many such rows, all numbers are written
    // again, which removes these rows.
    private const int MaxEmpty = 1_000;

    private readonly Dictionary<TopicName, int> _written = [];
    private int _empty;
    private Guid _node;
    private long _version;

    /// <summary>
    /// Returns the numbers of subscribers to write to the database next; null if no number has changed. Returns all numbers if this node
    /// has got another id since the last write.
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

    /// <summary>Records which numbers of subscribers were written to the database.</summary>
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
        // The failed write may have been stored nevertheless, so the next write gets a higher version number.
        _version++;
    }
}
