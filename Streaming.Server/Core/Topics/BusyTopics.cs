namespace Streaming.Server.Core.Topics;

/// <summary>
/// Counts the waiting append requests for busy topics (topics to which another node was appending). While requests for a topic wait, new
/// requests for the same topic wait too. So the messages of the topic are written in the order of their arrival.
/// </summary>
internal sealed class BusyTopics
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, int> _waiting = [];
    private bool _any;

    /// <summary>Whether any append request waits for a busy topic (a topic to which another node was appending).</summary>
    public bool Any => Volatile.Read(ref _any);

    /// <summary>Counts an append request that waits because another node is appending to the same topic.</summary>
    public void Add(Topic topic)
    {
        lock (_gate)
        {
            _waiting[topic] = _waiting.GetValueOrDefault(topic) + 1;
            Volatile.Write(ref _any, true);
        }
    }

    /// <summary>Counts an append request as waiting, but only if other requests already wait for the same topic.</summary>
    /// <returns>True if other requests wait for the topic, so that the new request was counted. False if none waits, so that the new
    /// request need not wait.</returns>
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

    /// <summary>Subtracts one from the number of waiting append requests of a topic.</summary>
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
