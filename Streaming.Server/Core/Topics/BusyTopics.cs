namespace Streaming.Server.Core.Topics;

/// <summary>
/// The topics that another node was appending to, while requests of this node for them wait. Further requests for such a topic follow the
/// waiting ones, so that the messages of a topic are written in the order of their arrival.
/// </summary>
internal sealed class BusyTopics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, int> _waiting = [];
    private bool _any;

    /// <summary>Whether requests of any topic wait.</summary>
    public bool Any => Volatile.Read(ref _any);

    /// <summary>Counts one more waiting request of a topic.</summary>
    public void Add(Topic topic)
    {
        lock (_gate)
        {
            _waiting[topic] = _waiting.GetValueOrDefault(topic) + 1;
            Volatile.Write(ref _any, true);
        }
    }

    /// <summary>Counts one more waiting request of a topic if others wait.</summary>
    /// <returns>Whether others wait.</returns>
    public bool TryAdd(Topic topic)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(topic, out var waiting))
                return false;
            _waiting[topic] = waiting + 1;
            return true;
        }
    }

    /// <summary>Counts one waiting request less.</summary>
    public void Remove(Topic topic)
    {
        lock (_gate)
        {
            if (_waiting[topic] > 1)
                _waiting[topic]--;
            else
                _waiting.Remove(topic);
            Volatile.Write(ref _any, _waiting.Count > 0);
        }
    }
}
