using System.Collections.Concurrent;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;

namespace Streaming.Server.Fanout;

/// <summary>
/// Sends the messages of one topic to the subscribers that one thread (writer loop) serves. One pass (an iteration over the subscribers)
/// writes the waiting messages to all subscribers whose connections accept bytes. Subscribers that wait for the same message share one byte
/// array. Only one thread at a time runs a pass: the writer loop or, with few subscribers, the thread that publishes.
/// </summary>
internal sealed class TopicFanout(Topic topic, FanoutEngine engine, WorkLoop<TopicFanout> loop) : ITopicListener
{
    private const int ChecksAtOnce = 128;

    private readonly FanoutClock _clock = engine.Clock;
    private readonly ConcurrentQueue<Subscriber> _events = new();
    private readonly SubscriberList _subscribers = new();
    private readonly FrameBatcher _batcher = new(topic, engine.Options.JoinBytes, new PassObserver(topic, engine.Metrics));
    private readonly DeliveryCounter _delivered = new(engine.Metrics);
    private readonly FanoutFailures _failures = new(topic, engine);
    private long _writtenThrough;
    private TopicEnd? _writtenEnd;
    private int _reserved;
    private PassState _passes;
    private PassYield _yield;
    private int _tick;
    private int _nextCheck = -1;

    public Topic Topic => topic;

    /// <summary>The current time of the clock that all subscribers share, in milliseconds since the clock was created.</summary>
    public long Now => _clock.Now;

    /// <summary>The number of subscribers, including those that are about to be added to the list. Callable from any thread.</summary>
    public int ReservedCount => Volatile.Read(ref _reserved);

    /// <summary>Counts a subscriber that is about to be added to the list. Callable from any thread.</summary>
    public void Reserve() => Interlocked.Increment(ref _reserved);

    public void OnMessagesAdded(bool canDeliverInline)
    {
        if (ReservedCount > 0)
            Schedule(canDeliverInline && _subscribers.Count <= engine.Options.InlineReaders);
    }

    /// <summary>Queues a subscriber that has new events to handle, such as the end of a write. Callable from any thread.</summary>
    public void Post(Subscriber subscriber)
    {
        _events.Enqueue(subscriber);
        Schedule(inline: false);
    }

    /// <summary>Schedules a check of the heartbeats and time limits of all subscribers. Callable from any thread.</summary>
    public void Tick()
    {
        Volatile.Write(ref _tick, 1);
        Schedule(inline: false);
    }

    /// <summary>Handles events of subscribers and writes messages to them until no work is left.</summary>
    public void Run()
    {
        do
        {
            _passes.Begin();
            RunPassGuarded();
            if (_nextCheck >= 0)
            {
                // Thousands of heartbeats would delay the messages of other topics that this thread sends. So the thread serves the other
                // topics before it continues.
                loop.Post(this);
                return;
            }
        }
        while (!_passes.TryEnd());
    }

    private void Schedule(bool inline)
    {
        if (!_passes.TrySchedule())
            return;
        if (inline)
            Run();
        else
            loop.Post(this);
    }

    // Writes waiting messages and other frames to each subscriber. Catches all exceptions, so that the thread continues with other topics.
    private void RunPassGuarded()
    {
        try
        {
            RunPass();
        }
        catch (Exception e)
        {
            _failures.Add(e);
            _nextCheck = -1;
            for (var i = _subscribers.BeginWalk(); i >= 0; i--)
                Fail(_subscribers.At(i), e);
        }

        _failures.Report();
    }

    private void RunPass()
    {
        var hasNewEpoch = _subscribers.FollowEpoch(topic);
        _batcher.BeginPass(_writtenThrough + 1, _subscribers.EpochChanges);
        var newest = topic.Newest;
        while (_events.TryDequeue(out var changed))
            Handle(changed, newest);
        WriteToAll(newest, hasNewEpoch);
        _batcher.EndPass(_subscribers.Count);
        if (_nextCheck < 0 && Volatile.Read(ref _tick) == 1 && Interlocked.Exchange(ref _tick, 0) == 1)
            _nextCheck = _subscribers.Count - 1;
        CheckSomeTimes(newest);
        _delivered.Flush();
    }

    // Writes new messages to all subscribers, and does nothing if there are none. Without this check, each of thousands of clients that
    // connect at once would cause an iteration over all subscribers. After a change of the epoch (the id of one lifetime of the log), the
    // newest offset may be the same as before, although subscribers have to receive a gap.
    private void WriteToAll(long newest, bool hasNewEpoch)
    {
        var end = topic.Life.Last;
        if (newest == _writtenThrough && ReferenceEquals(end, _writtenEnd) && !hasNewEpoch)
            return;
        _yield.Begin();
        for (var i = _subscribers.BeginWalk(); i >= 0; i--)
        {
            var subscriber = _subscribers.At(i);
            if (subscriber.Next > newest && end is null && !hasNewEpoch)
                continue;
            WriteWaitingGuarded(subscriber, newest);
            _yield.AfterWrite(topic, newest);
        }

        (_writtenThrough, _writtenEnd) = (newest, end);
        _yield.End(topic, newest);
    }

    private void Fail(Subscriber subscriber, Exception exception)
    {
        _failures.Add(subscriber, exception);
        if (!subscriber.IsBusy && !subscriber.IsFetching)
            Remove(subscriber);
    }

    private void Handle(Subscriber subscriber, long newest)
    {
        var events = subscriber.TakeEvents();
        if (events.HasFlag(SubscriberEvents.Join))
            Join(subscriber);
        if (events.HasFlag(SubscriberEvents.Written))
            (subscriber.IsBusy, subscriber.LastWrite) = (false, Now);
        if (events.HasFlag(SubscriberEvents.Finish) && !subscriber.IsFinishing)
            (subscriber.IsFinishing, subscriber.StopFrameAt) = (true, Now);
        if (events.HasFlag(SubscriberEvents.End))
            subscriber.HasEnded = true;
        if (events.HasFlag(SubscriberEvents.Fetched) && subscriber.TakeFetched() is { Length: > 0 } page && !subscriber.HasEnded)
            Send(subscriber, page);
        WriteWaitingGuarded(subscriber, newest);
    }

    private void Join(Subscriber subscriber)
    {
        _subscribers.Add(subscriber);
        subscriber.LastWrite = subscriber.StartedAt = Now;
        if (_subscribers.Count == 1)
            _clock.Add(this);
    }

    // Writes to one subscriber. If an encoder of messages throws, only the connections that need the encoded message are closed.
    private void WriteWaitingGuarded(Subscriber subscriber, long newest)
    {
        try
        {
            WriteWaiting(subscriber, newest);
        }
        catch (Exception e)
        {
            Fail(subscriber, e);
        }
    }

    // Writes all waiting frames and messages to one subscriber, as long as the connection accepts bytes.
    private void WriteWaiting(Subscriber subscriber, long newest)
    {
        while (!subscriber.IsBusy && !subscriber.IsFetching && !subscriber.HasEnded && subscriber.Writer.TryTakeTurn(subscriber))
        {
            if (subscriber.TryTakeControl(out var control))
                Send(subscriber, control!);
            else if (subscriber.IsFinishing)
                subscriber.HasEnded = true;
            else if (subscriber.HasPendingGap)
                Fetch(subscriber);
            else if (subscriber.TryTakeReplayEnd(out var caughtUp))
                Send(subscriber, caughtUp!);
            else if (subscriber.Next <= newest)
                WriteMessages(subscriber, newest);
            else if (topic.Life.Last is null || !subscriber.TryFinishAtEnd())
            {
                subscriber.Writer.EndTurn(subscriber);
                return;
            }
        }

        if (subscriber.HasEnded && !subscriber.IsBusy && !subscriber.IsFetching)
            Remove(subscriber);
    }

    private void WriteMessages(Subscriber subscriber, long newest)
    {
        if (subscriber.Slow == SlowPolicy.Latest && subscriber.Next < newest
            && LatestOnlyPolicy.TryJoin(topic, subscriber, newest) is { } latest)
        {
            subscriber.Next = newest + 1;
            Send(subscriber, latest);
            return;
        }

        var read = _batcher.Get(subscriber.Next, subscriber.Protocol.Frames, out var bytes, out var through);
        if (read != RingReadResult.Read)
        {
            if (read == RingReadResult.Behind && subscriber.Slow == SlowPolicy.Disconnect && subscriber.HasCaughtUp)
                Disconnect(subscriber);
            else
                Fetch(subscriber);
            return;
        }

        subscriber.HasCaughtUp = true;
        _delivered.Add(subscriber.Protocol.Transport, (int)(through - subscriber.Next + 1));
        subscriber.Next = through + 1;
        if (bytes.Length > 0)
            Send(subscriber, bytes);
    }

    private void Send(Subscriber subscriber, byte[] bytes)
    {
        var now = Now;
        subscriber.LastWrite = now;
        subscriber.OnWriteStarted(now);
        subscriber.IsBusy = !subscriber.Writer.TryWrite(bytes, subscriber);
    }

    private void Fetch(Subscriber subscriber)
    {
        subscriber.IsFetching = true;
        subscriber.Reader.Next = subscriber.Next;
        subscriber.Writing = engine.Replay.FetchAsync(subscriber);
    }

    // Checks heartbeats and time limits of the next few subscribers in the list. Messages that arrive during the check are not written
    // here: the next iteration writes them to all subscribers together.
    private void CheckSomeTimes(long newest)
    {
        var i = _subscribers.ContinueWalk(_nextCheck);
        for (var last = i - ChecksAtOnce; i >= 0 && i > last; i--)
            CheckTimes(_subscribers.At(i), Now, newest);
        _nextCheck = i;
    }

    private void CheckTimes(Subscriber subscriber, long now, long newest)
    {
        SubscriberTimeouts.EndIfDue(subscriber, now, _clock.IsClosing, _clock.SpreadOf(subscriber.Protocol));
        if (SubscriberTimeouts.IsTimedOut(subscriber, now, _clock.IsClosing, engine.Options.WriteTimeout))
            Disconnect(subscriber);
        else if (SubscriberTimeouts.TryBeginHeartbeat(subscriber, now) && subscriber.Writer.TryTakeHeartbeatTurn(subscriber, now))
            Send(subscriber, subscriber.Protocol.HeartbeatFrame);
        WriteWaitingGuarded(subscriber, newest);
    }

    // Aborts the connection of a subscriber. The client can reconnect and resume at its position.
    private void Disconnect(Subscriber subscriber)
    {
        engine.Metrics.CountDisconnected(subscriber.Protocol.Transport);
        subscriber.Writer.Abort();
        // No more bytes are written to this subscriber from now on; the next iteration over the subscribers removes it.
        subscriber.HasEnded = true;
        subscriber.End();
    }

    private void Remove(Subscriber subscriber)
    {
        if (!_subscribers.Remove(subscriber))
            return;
        Interlocked.Decrement(ref _reserved);
        if (_subscribers.Count == 0)
            _clock.Remove(this);
        subscriber.Writer.Leave(subscriber);
        subscriber.Reader.Release();
        engine.CountConnection(subscriber, -1);
        subscriber.Complete();
    }
}
