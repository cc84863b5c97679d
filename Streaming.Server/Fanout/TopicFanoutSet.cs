using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Fanout;

/// <summary>
/// Holds the fan-outs of one topic. Each fan-out sends the topic's messages to some of the subscribers, on one thread (writer loop). A
/// topic with few subscribers has one fan-out, so that a publish wakes at most one thread. The subscribers of a popular topic are divided
/// among several fan-outs.
/// </summary>
/// <param name="topic">The topic whose messages are sent.</param>
/// <param name="engine">The object with the settings and services that all fan-outs share.</param>
/// <param name="loops">All writer loops (threads that write to subscribers).</param>
/// <param name="first">The index of the writer loop (thread) that serves the first subscribers of this topic. It differs from topic to
/// topic, so that all writer loops are used.</param>
internal sealed class TopicFanoutSet(Topic topic, FanoutEngine engine, WorkLoop<TopicFanout>[] loops, int first) : ITopicFanouts
{
    // The maximum number of subscribers of a topic that one writer loop (thread) serves. For more subscribers the topic uses another loop.
    // Waking one more thread takes only about a hundredth of the time of writing to 128 subscribers.
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

    /// <summary>
    /// Returns the fan-out (the object that sends the topic's messages to some subscribers) with the fewest subscribers, for a new
    /// subscriber. The new subscriber is already counted when the method returns.
    /// </summary>
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
