using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// The fan-outs of one topic. Few subscribers share one fan-out, so that a publish wakes one thread or none; many are spread over several
/// writer loops.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="engine">The engine that the fan-outs belong to.</param>
/// <param name="loops">All writer loops.</param>
/// <param name="first">The index of the loop that serves the first subscribers; it differs from topic to topic.</param>
internal sealed class TopicFanoutSet(Topic topic, FanoutEngine engine, WorkLoop<TopicFanout>[] loops, int first) : ITopicFanouts
{
    // Writing to this many subscribers takes about a hundred times as long as waking one more thread.
    private const int SubscribersPerLoop = 128;

    private readonly Lock _gate = new();
    private readonly List<TopicFanout> _fanouts = [];

    public int ReservedCount
    {
        get
        {
            lock (_gate)
                return Count();
        }
    }

    /// <summary>Picks the fan-out of one more subscriber, which counts there until it ends.</summary>
    public TopicFanout Reserve()
    {
        lock (_gate)
        {
            var wanted = Math.Min(loops.Length, 1 + (Count() / SubscribersPerLoop));
            while (_fanouts.Count < wanted)
                Add();
            var emptiest = _fanouts[0];
            for (var i = 1; i < wanted; i++)
            {
                if (_fanouts[i].ReservedCount < emptiest.ReservedCount)
                    emptiest = _fanouts[i];
            }

            emptiest.Reserve();
            return emptiest;
        }
    }

    private int Count()
    {
        var subscribers = 0;
        foreach (var fanout in _fanouts)
            subscribers += fanout.ReservedCount;
        return subscribers;
    }

    private void Add()
    {
        var fanout = new TopicFanout(topic, engine, loops[(first + _fanouts.Count) % loops.Length]);
        _fanouts.Add(fanout);
        topic.AddListener(fanout);
    }
}
