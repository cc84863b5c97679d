using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Writes topics to connections. A reader costs no task, timer or queue: it stands in its topic's fan-out, which a few loops walk,
/// and one clock looks after the heartbeats and time limits of all.
/// </summary>
internal sealed class FanoutEngine : IDisposable
{
    private static readonly TimeSpan s_slowestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fastestTick = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<TopicFanout, bool> _fanouts = new();
    private readonly WorkLoop<TopicFanout>[] _loops;
    private readonly ITimer _clock;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _gate = new();
    private TimeSpan _tick = s_slowestTick;
    private int _next;
    private long _now;

    public FanoutEngine(StreamLifetime lifetime, ConnectionMetrics metrics, TimeProvider time, IOptions<DeliveryOptions> options, PageLimits pages, LastResortHandler lastResort, ILogger<FanoutEngine> logger)
    {
        (Metrics, Options, Replays, Logger, _time) = (metrics, options.Value, pages.Replays, logger, time);
        _start = time.GetTimestamp();
        _loops = [.. Enumerable.Range(0, Options.LoopCount).Select(number => new WorkLoop<TopicFanout>($"Delivery {number}", static fanout => fanout.Run(), lastResort))];
        _clock = lastResort.CreateTimer(time, "the delivery's clock", static deliverer => deliverer.Tick(), this, _tick, _tick);
        lifetime.Stopping.Register(CloseAll);
    }

    public ConnectionMetrics Metrics { get; }

    public DeliveryOptions Options { get; }

    /// <summary>The limit of pages that readers have missed and that are in memory at once.</summary>
    public PageLimiter Replays { get; }

    public ILogger Logger { get; }

    /// <summary>Milliseconds since the start, as of the last tick: exact enough for heartbeats, and free to read.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Whether the server stops: readers are told goodbye as they come.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Starts a reader. Its <see cref="Subscriber.Completion"/> ends when it has ended.</summary>
    /// <param name="reader">The reader, new.</param>
    /// <param name="pass">Its stay, which may end it, and which is given back when it has ended; null where the connection has it, not its readers.</param>
    /// <param name="closed">Ends it.</param>
    public Task RunAsync(Subscriber reader, StreamLease? pass, CancellationToken closed)
    {
        TickAtLeast(reader.Format.Heartbeat / 4);
        reader.LastProgress = Now;
        reader.Fanout = FanoutsOf(reader.Cursor.Topic).TakePlace();
        Metrics.Connections(reader.Format.Transport, 1);
        reader.EndWith(pass, closed);
        reader.Raise(SubscriberEvents.Join);
        return reader.Completion;
    }

    /// <summary>A fan-out has its first reader.</summary>
    public void Add(TopicFanout fanout) => _fanouts[fanout] = true;

    /// <summary>A fan-out has no readers.</summary>
    public void Remove(TopicFanout fanout) => _fanouts.TryRemove(fanout, out _);

    public void Dispose()
    {
        _clock.Dispose();
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

    private void Tick()
    {
        Volatile.Write(ref _now, (long)_time.GetElapsedTime(_start).TotalMilliseconds);
        foreach (var fanout in _fanouts.Keys)
            fanout.Tick();
    }

    private void TickAtLeast(TimeSpan every)
    {
        if (every >= _tick)
            return;
        lock (_gate)
        {
            if (every < _tick)
                _clock.Change(TimeSpan.Zero, _tick = every < s_fastestTick ? s_fastestTick : every);
        }
    }

    private void CloseAll()
    {
        IsStopping = true;
        TickAtLeast(Options.DrainTime / 20);
        Tick();
    }
}
