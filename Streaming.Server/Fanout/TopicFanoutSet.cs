using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// The fan-outs of one topic. Few readers are all in one, so that a publish wakes one thread or none; many are shared out to as many loops as they keep busy.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="deliverer">Whose they are.</param>
/// <param name="loops">All loops.</param>
/// <param name="first">The loop that serves the first readers: another one from topic to topic.</param>
internal sealed class TopicFanoutSet(Topic topic, FanoutEngine deliverer, WorkLoop<TopicFanout>[] loops, int first)
{
    // Writing to so many takes about a hundred times as long as waking one more thread for them.
    private const int ReadersALoop = 128;

    private readonly Lock _gate = new();
    private readonly List<TopicFanout> _fanouts = [];

    /// <summary>The fan-out for one more reader, which is counted there until it leaves.</summary>
    public TopicFanout TakePlace()
    {
        lock (_gate)
        {
            var readers = 0;
            foreach (var fanout in _fanouts)
                readers += fanout.Places;
            var wanted = Math.Min(loops.Length, 1 + (readers / ReadersALoop));
            while (_fanouts.Count < wanted)
                Add();
            var emptiest = _fanouts[0];
            for (var i = 1; i < wanted; i++)
            {
                if (_fanouts[i].Places < emptiest.Places)
                    emptiest = _fanouts[i];
            }

            emptiest.TakePlace();
            return emptiest;
        }
    }

    private void Add()
    {
        var fanout = new TopicFanout(topic, deliverer, loops[(first + _fanouts.Count) % loops.Length]);
        _fanouts.Add(fanout);
        topic.AddListener(fanout);
    }
}
