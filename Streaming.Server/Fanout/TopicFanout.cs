using System.Collections.Concurrent;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// The readers of one topic that one loop serves. Walks them and writes to each what it lacks while its connection has room: one shared
/// run of bytes for all that stand at the same place.
/// </summary>
/// <remarks>Run by one thread at a time: the loop's, or, for few readers, the publisher's.</remarks>
internal sealed class TopicFanout(Topic topic, FanoutEngine deliverer, WorkLoop<TopicFanout> loop) : ITopicListener
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Again = 2;
    private const int WritesAtOnce = 32;

    private readonly ConcurrentQueue<Subscriber> _events = new();
    private readonly SubscriberList _readers = new();
    private readonly FrameBatcher _joined = new(topic, deliverer.Options.JoinBytes);
    private readonly DeliveryCounter _delivered = new(deliverer.Metrics);
    private readonly FanoutFailures _failures = new(topic, deliverer);
    private int _places;
    private int _state;
    private int _tick;

    public Topic Topic => topic;

    /// <summary>The delivery's clock, in milliseconds.</summary>
    public long Now => deliverer.Now;

    /// <summary>How many readers it has, those that are about to join included. From any thread.</summary>
    public int Places => Volatile.Read(ref _places);

    /// <summary>One more reader will join. From any thread.</summary>
    public void TakePlace() => Interlocked.Increment(ref _places);

    public void OnMessagesAdded(bool canDeliverInline)
    {
        if (Places > 0)
            Schedule(canDeliverInline && _readers.Count <= deliverer.Options.InlineReaders);
    }

    /// <summary>Something happened to a reader.</summary>
    public void Post(Subscriber reader)
    {
        _events.Enqueue(reader);
        Schedule(here: false);
    }

    /// <summary>Looks after heartbeats and time limits at the next turn.</summary>
    public void Tick()
    {
        Volatile.Write(ref _tick, 1);
        Schedule(here: false);
    }

    /// <summary>Does all there is to do. Called by the loop, or through <see cref="Schedule"/>.</summary>
    public void Run()
    {
        do
        {
            Volatile.Write(ref _state, Scheduled);
            TurnGuarded();
        }
        while (Interlocked.CompareExchange(ref _state, Idle, Scheduled) != Scheduled);
    }

    private void Schedule(bool here)
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle when Interlocked.CompareExchange(ref _state, Scheduled, Idle) == Idle:
                    if (here)
                        Run();
                    else
                        loop.Post(this);
                    return;
                case Scheduled when Interlocked.CompareExchange(ref _state, Again, Scheduled) == Scheduled:
                case Again:
                    return;
            }
        }
    }

    // The loop serves other topics too, and the publisher's thread has its own request to answer.
    private void TurnGuarded()
    {
        try
        {
            TurnOnce();
        }
        catch (Exception e)
        {
            _failures.Add(e);
            for (var i = _readers.Walk(); i >= 0; i--)
                Fail(_readers.At(i), e);
        }

        _failures.Report();
    }

    private void TurnOnce()
    {
        var newest = topic.Newest;
        while (_events.TryDequeue(out var told))
            Handle(told, newest);
        var written = 0;
        for (var i = _readers.Walk(); i >= 0; i--)
        {
            var reader = _readers.At(i);
            if (reader.Next > newest)
                continue;
            Write(reader, newest);
            // Publishers that wait for a processor go first: what they publish meanwhile is joined with what follows. A small fan-out ends before it comes to that.
            if (++written % WritesAtOnce == 0)
                Thread.Yield();
        }

        _joined.Forget();
        if (Volatile.Read(ref _tick) == 1 && Interlocked.Exchange(ref _tick, 0) == 1)
            LookAfterAll(newest);
        _delivered.Flush();
    }

    private void Fail(Subscriber reader, Exception exception)
    {
        _failures.Add(reader, exception);
        if (!reader.IsBusy && !reader.IsFetching)
            Leave(reader);
    }

    private void Handle(Subscriber reader, long newest)
    {
        var events = reader.TakeEvents();
        if (events.HasFlag(SubscriberEvents.Join))
            Join(reader);
        if (events.HasFlag(SubscriberEvents.Written))
        {
            reader.IsBusy = false;
            reader.LastWrite = Now;
        }

        if (events.HasFlag(SubscriberEvents.Finish) && !reader.IsFinishing)
            (reader.IsFinishing, reader.GoodbyeAt) = (true, Now);
        if (events.HasFlag(SubscriberEvents.End))
            reader.HasEnded = true;
        if (events.HasFlag(SubscriberEvents.Fetched))
            TakeFetched(reader);
        Write(reader, newest);
    }

    private void TakeFetched(Subscriber reader)
    {
        var page = reader.Fetched;
        (reader.IsFetching, reader.StartsWithGap, reader.Next, reader.Fetched) = (false, false, reader.Cursor.Next, []);
        if (page.Length > 0 && !reader.HasEnded)
            Write(reader, page);
    }

    private void Join(Subscriber reader)
    {
        _readers.Add(reader);
        reader.LastWrite = Now;
        if (_readers.Count == 1)
            deliverer.Add(this);
    }

    // An encoder that throws closes the connections that need what it encodes, and no others.
    private void Write(Subscriber reader, long newest)
    {
        try
        {
            WriteWaiting(reader, newest);
        }
        catch (Exception e)
        {
            Fail(reader, e);
        }
    }

    // Writes all that waits while the connection has room.
    private void WriteWaiting(Subscriber reader, long newest)
    {
        while (!reader.IsBusy && !reader.IsFetching && !reader.HasEnded)
        {
            if (reader.TryTakeControl(out var control))
                Write(reader, control!);
            else if (reader.IsFinishing)
                reader.HasEnded = true;
            else if (reader.StartsWithGap)
                Fetch(reader);
            else if (reader.TryTakeCaughtUp(out var caughtUp))
                Write(reader, caughtUp!);
            else if (reader.Next > newest)
                return;
            else
                WriteMessages(reader, newest);
        }

        if (reader.HasEnded && !reader.IsBusy && !reader.IsFetching)
            Leave(reader);
    }

    private void WriteMessages(Subscriber reader, long newest)
    {
        if (reader.Slow == SlowPolicy.Latest && reader.Next < newest && LatestOnlyPolicy.TryJoin(topic, reader, newest) is { } latest)
        {
            reader.Next = newest + 1;
            Write(reader, latest);
            return;
        }

        if (!_joined.TryGet(reader.Next, reader.Format.Frames, out var bytes, out var through))
        {
            if (reader.Slow == SlowPolicy.Disconnect && reader.HasCaughtUp)
                Cut(reader);
            else
                Fetch(reader);
            return;
        }

        reader.HasCaughtUp = true;
        _delivered.Add(reader.Format.Transport, (int)(through - reader.Next + 1));
        reader.Next = through + 1;
        if (bytes.Length > 0)
            Write(reader, bytes);
    }

    private void Write(Subscriber reader, byte[] bytes)
    {
        var now = Now;
        reader.LastWrite = now;
        reader.Started(now);
        reader.IsBusy = !reader.Outlet.TryWrite(bytes, reader);
    }

    private void Fetch(Subscriber reader)
    {
        reader.IsFetching = true;
        reader.Cursor.Next = reader.Next;
        reader.Writing = LogReplay.FetchAsync(reader, deliverer);
    }

    // No message that is newer than the turn: each reader would find a few more than the one before it, and get them one by one.
    private void LookAfterAll(long newest)
    {
        for (var i = _readers.Walk(); i >= 0; i--)
        {
            var reader = _readers.At(i);
            LookAfter(reader, Now);
            Write(reader, newest);
        }
    }

    private void LookAfter(Subscriber reader, long now)
    {
        if (deliverer.IsStopping && !reader.IsFinishing && reader.Format.Goodbye is { } goodbye)
            SubscriberTimes.Close(reader, goodbye, now, deliverer.Options.DrainTime);
        if (SubscriberTimes.IsOver(reader, now, deliverer.Options.WriteTimeout))
        {
            Cut(reader);
        }
        else if (SubscriberTimes.IsBeatDue(reader, now))
        {
            reader.LastBeat = now;
            Write(reader, reader.Format.Beat);
        }
    }

    // It can resume where it stopped.
    private void Cut(Subscriber reader)
    {
        deliverer.Metrics.CutOff(reader.Format.Transport);
        reader.Outlet.Abort();
        reader.End();
    }

    private void Leave(Subscriber reader)
    {
        if (!_readers.Remove(reader))
            return;
        Interlocked.Decrement(ref _places);
        if (_readers.Count == 0)
            deliverer.Remove(this);
        reader.Cursor.Release();
        deliverer.Metrics.Connections(reader.Format.Transport, -1);
        reader.Complete();
    }
}
