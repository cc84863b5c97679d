using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Sends the messages of topics to subscribers. A subscriber needs no task, timer or queue: it is an entry in the list of its topic's
/// fan-out (the object that sends one topic's messages). A few threads (writer loops) write to all subscribers, and one clock checks all
/// heartbeats and time limits.
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

    /// <summary>
    /// Reads messages from the log for subscribers whose next message is no longer in the ring (the recent messages of a topic, in memory).
    /// </summary>
    public LogReplay Replay { get; }

    public ILogger Logger { get; }

    /// <summary>Starts to send messages to a subscriber. The returned task completes when the subscriber has ended.</summary>
    /// <param name="subscriber">The subscriber that is to receive messages. It must not have been started before.</param>
    /// <param name="lease">The stream lease (the right of the client to keep the stream open). The subscriber ends when the lease expires,
    /// and disposes the lease when it ends. Null if the connection owns the lease.</param>
    /// <param name="closed">A token that is cancelled when the connection is closed. The subscriber then ends.</param>
    /// <param name="former">
    /// The object that has represented the connection in the list of open connections until now. The subscriber replaces it. Null if
    /// several subscribers share the connection.
    /// </param>
    public Task RunAsync(Subscriber subscriber, StreamLease? lease, CancellationToken closed, ListedConnection? former = null)
    {
        Clock.TickAtLeast(subscriber.Protocol.HeartbeatInterval / 4);
        subscriber.LastProgress = Clock.Now;
        subscriber.Fanout = FanoutsOf(subscriber.Reader.Topic).Reserve();
        CountConnection(subscriber, 1);
        subscriber.EndWith(lease, former, closed);
        subscriber.Raise(SubscriberEvents.Join);
        return subscriber.Completion;
    }

    /// <summary>
    /// Changes the metric of open streams by a subscriber that starts (1) or has ended (-1). Does nothing if the subscriber's transport
    /// counts its connections itself.
    /// </summary>
    public void CountConnection(Subscriber subscriber, int change)
    {
        if (!subscriber.Protocol.SharesConnection)
            Metrics.Connections(subscriber.Protocol.Transport, change);
    }

    public void Dispose()
    {
        // Disposes the clock before the writer loops (the threads that write to subscribers). In the other order, a tick of the clock could
        // add work to loops that are already disposed.
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
