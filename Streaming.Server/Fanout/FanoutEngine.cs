using Microsoft.Extensions.Options;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Writes messages to connections. A subscriber needs no task, timer or queue of its own: it is in the list of its topic's fan-out, which
/// one of a few writer loops walks, and one clock checks the heartbeats and time limits of all subscribers.
/// </summary>
internal sealed class FanoutEngine : IDisposable
{
    private readonly WorkLoop<TopicFanout>[] _loops;
    private readonly Lock _gate = new();
    private int _next;

    public FanoutEngine(FanoutClock clock, ConnectionMetrics metrics, IOptions<DeliveryOptions> options, LogReplay replay,
        LastResortHandler lastResort, ILogger<FanoutEngine> logger)
    {
        (Clock, Metrics, Options, Replay, Logger) = (clock, metrics, options.Value, replay, logger);
        _loops = [.. Enumerable.Range(0, Options.LoopCount)
            .Select(number => new WorkLoop<TopicFanout>($"Delivery {number}", static fanout => fanout.Run(), lastResort))];
    }

    public FanoutClock Clock { get; }

    public ConnectionMetrics Metrics { get; }

    public DeliveryOptions Options { get; }

    /// <summary>Reads messages from the log for subscribers that are behind the ring.</summary>
    public LogReplay Replay { get; }

    public ILogger Logger { get; }

    /// <summary>Starts a subscriber. The task completes when the subscriber has ended.</summary>
    /// <param name="subscriber">The subscriber, which was not started before.</param>
    /// <param name="lease">The stream lease. Ends the subscriber when it expires and is disposed with it. Null if the connection owns the
    /// lease.</param>
    /// <param name="closed">Ends the subscriber when the connection is closed.</param>
    public Task RunAsync(Subscriber subscriber, StreamLease? lease, CancellationToken closed)
    {
        Clock.TickAtLeast(subscriber.Protocol.HeartbeatInterval / 4);
        subscriber.LastProgress = Clock.Now;
        subscriber.Fanout = FanoutsOf(subscriber.Reader.Topic).Reserve();
        Metrics.Connections(subscriber.Protocol.Transport, 1);
        subscriber.EndWith(lease, closed);
        subscriber.Raise(SubscriberEvents.Join);
        return subscriber.Completion;
    }

    public void Dispose()
    {
        // First, since a tick posts work to the loops.
        Clock.Dispose();
        foreach (var loop in _loops)
            loop.Dispose();
    }

    private TopicFanoutSet FanoutsOf(Topic topic)
    {
        if (topic.Fanouts is TopicFanoutSet fanouts)
            return fanouts;
        lock (_gate)
            return (TopicFanoutSet)(topic.Fanouts ??= new TopicFanoutSet(topic, this, _loops, _next++ % _loops.Length));
    }
}
