using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// One connection that receives one topic. Only the <see cref="Fanout"/> of the subscriber uses its members, on one thread at a time,
/// unless they are marked as callable from any thread.
/// </summary>
internal sealed class Subscriber : IWriteOwner, IControlWriter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConcurrentQueue<byte[]>? _control;
    private CancellationTokenRegistration _closed;
    private int _events;
    private long _progress;
    private StreamLease? _pass;
    private byte[]? _caughtUp;

    public Subscriber(TopicReader cursor, ConnectionWriter outlet, SubscriberProtocol format)
    {
        (Reader, Writer, Protocol) = (cursor, outlet, format);
        (Next, Slow, HasPendingGap) = (cursor.Next, cursor.Slow, cursor.HasGap);
        if (cursor.ReplayEnd is { } end)
            _caughtUp = format.CaughtUp?.Invoke(cursor.Topic.Name, new Position(cursor.Topic.Epoch, end));
    }

    public TopicReader Reader { get; }

    public ConnectionWriter Writer { get; }

    public SubscriberProtocol Protocol { get; }

    /// <summary>The subscriber's fan-out. Set once, before the first event.</summary>
    public TopicFanout? Fanout { get; set; }

    /// <summary>The index in the fan-out's list; -1 if it is not in the list.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The offset of the next message to write.</summary>
    public long Next { get; set; }

    /// <summary>The policy for a subscriber that cannot keep up.</summary>
    public SlowPolicy Slow { get; }

    /// <summary>Whether a gap must be written first, since the requested position cannot be continued.</summary>
    public bool HasPendingGap { get; set; }

    /// <summary>Whether the subscriber has received messages from the ring.</summary>
    public bool HasCaughtUp { get; set; }

    /// <summary>Whether a write is in progress.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether a page is being read from the log for the subscriber.</summary>
    public bool IsFetching { get; set; }

    /// <summary>The frames of the page that was read from the log. Set before the event <see cref="SubscriberEvents.Fetched"/>.</summary>
    public byte[] Fetched { get; set; } = [];

    /// <summary>
    /// Whether the subscriber reached a gap after which its transport ends the subscription. Set before the client receives the gap.
    /// Callable from any thread.
    /// </summary>
    public bool IsLost { get; set; }

    /// <summary>Whether nothing more is written to the subscriber.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether the subscriber ends after the queued control frames.</summary>
    public bool IsFinishing { get; set; }

    /// <summary>The time of the last write, in milliseconds of the fan-outs' clock.</summary>
    public long LastWrite { get; set; }

    /// <summary>The time of the last heartbeat.</summary>
    public long LastBeat { get; set; }

    /// <summary>The time at which the goodbye frame is written when the server stops; 0 while the server runs.</summary>
    public long GoodbyeAt { get; set; }

    /// <summary>
    /// The time of the client's last sign of life, on transports whose clients answer heartbeats. Callable from any thread.
    /// </summary>
    public long LastProgress { get; set; }

    /// <summary>The write in progress. Kept so that its exception is observed.</summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the subscriber has ended and no write is in progress. Callable from any thread.</summary>
    public Task Completion => _ended.Task;

    /// <summary>The time at which the client last accepted bytes. Callable from any thread.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>Reports the end of a write. Callable from any thread.</summary>
    public void Written(bool ended) => Raise(ended ? SubscriberEvents.Written | SubscriberEvents.End : SubscriberEvents.Written);

    /// <summary>Reports that the client accepted part of a write. Callable from any thread.</summary>
    public void MadeProgress() => Volatile.Write(ref _progress, Fanout!.Now);

    /// <summary>Ends the subscriber. Callable from any thread.</summary>
    public void End() => Raise(SubscriberEvents.End);

    /// <summary>Writes a last frame, if it is not empty, and ends. Callable from any thread.</summary>
    public void Finish(byte[] lastFrame)
    {
        if (lastFrame.Length > 0)
            Enqueue(lastFrame);
        Raise(SubscriberEvents.Finish);
    }

    /// <summary>Queues a frame of the transport itself, such as a pong or an error. Callable from any thread.</summary>
    /// <returns>False if 64 frames are queued already.</returns>
    public bool TryControl(byte[] frame)
    {
        if (_control is { Count: >= 64 })
            return false;
        Enqueue(frame);
        Raise(SubscriberEvents.Control);
        return true;
    }

    /// <summary>Records a sign of life of the client. Callable from any thread.</summary>
    public void OnProgress()
    {
        if (Fanout is { } fanout)
            LastProgress = fanout.Now;
    }

    /// <summary>Aborts the connection. Callable from any thread.</summary>
    public void Abort() => Writer.Abort();

    /// <summary>Raises events and notifies the fan-out. Callable from any thread.</summary>
    public void Raise(SubscriberEvents events)
    {
        if (Interlocked.Or(ref _events, (int)events) == 0)
            Fanout!.Post(this);
    }

    /// <summary>Takes the events since the last call.</summary>
    public SubscriberEvents TakeEvents() => (SubscriberEvents)Interlocked.Exchange(ref _events, 0);

    public bool TryTakeControl(out byte[]? frame)
    {
        frame = null;
        return _control?.TryDequeue(out frame) ?? false;
    }

    /// <summary>Takes the frame that marks the end of the replay, once the replay is over.</summary>
    public bool TryTakeCaughtUp(out byte[]? frame)
    {
        frame = _caughtUp;
        if (frame is null || Next <= Reader.ReplayEnd)
            return false;
        _caughtUp = null;
        return true;
    }

    /// <summary>Ends the subscriber when its connection is closed or its token expires. Called once, before the first event.</summary>
    public void EndWith(StreamLease? pass, CancellationToken closed)
    {
        _pass = pass;
        pass?.OnExpired(static subscriber => ((Subscriber)subscriber!).Finish(((Subscriber)subscriber).Protocol.Expired), this);
        _closed = closed.UnsafeRegister(static subscriber => ((Subscriber)subscriber!).End(), this);
    }

    public void Complete()
    {
        _closed.Unregister();
        _pass?.Dispose();
        _ended.TrySetResult();
    }

    public void OnWriteStarted(long now) => Volatile.Write(ref _progress, now);

    private void Enqueue(byte[] frame)
    {
        if (_control is null)
            Interlocked.CompareExchange(ref _control, new ConcurrentQueue<byte[]>(), null);
        _control.Enqueue(frame);
    }
}
