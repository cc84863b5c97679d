using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Runs;

/// <summary>
/// Executes the subscribing part of a run: connects, waits until all messages have arrived, and reports the received messages.
/// </summary>
internal sealed class ReaderRun(LoadTestOptions options, EventLoop loop, CancellationToken stop)
{
    private const long Pause = 20_000_000;
    private double _cpuAtStart;
    private double _cpu;

    public ReaderGroup Group { get; } = new(options, loop);

    public void Connect(Action report)
    {
        while (!Group.ConnectMore())
        {
            Turn(Pause);
            report();
        }

        MarkStart();
    }

    public void MarkStart() => _cpuAtStart = Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Serves all connections of the process once.</summary>
    public void Turn(long nanoseconds)
    {
        stop.ThrowIfCancellationRequested();
        loop.RunOnce(nanoseconds);
        Group.KeepAlive();
    }

    public void For(double seconds, Action report)
    {
        for (var until = loop.Tick() + Clock.Seconds(seconds); loop.Now < until; report())
            Turn(Math.Min(Pause, until - loop.Now));
    }

    /// <summary>
    /// Waits until every subscriber has every message and <paramref name="isDone"/> returns true, or until no message has arrived and the
    /// value of <paramref name="other"/> has not changed for the time of the option --timeout.
    /// </summary>
    public void Drain(long published, Func<bool> isDone, Func<long> other, Action report)
    {
        var expected = 0L;
        for (var topic = 0; topic < options.Topics; topic++)
            expected += Group.Deliveries.ReadersOf(topic) * ReadResult.PublishedOf(published, topic, options.Topics);
        var (mark, changedAt) = (-1L, loop.Tick());
        while ((Group.Deliveries.Count < expected || !isDone()) && loop.Now - changedAt < Clock.Seconds(options.Timeout))
        {
            Turn(Pause);
            report();
            if (Group.Deliveries.Count + other() is var now && now != mark)
                (mark, changedAt) = (now, loop.Now);
        }

        _cpu = Environment.CpuUsage.TotalTime.TotalSeconds - _cpuAtStart;
    }

    /// <summary>
    /// Waits for a short time, in which repeated messages may still arrive. Then lets the subscribers that stopped reading read again.
    /// </summary>
    public ReadResult Finish(long published)
    {
        if (published > 0)
            For(0.3, static () => { });
        Group.IsFinishing = true;
        return ReadResult.Of(Group, published, _cpu, Stalled.ReadOn(Group, published, stop));
    }
}
