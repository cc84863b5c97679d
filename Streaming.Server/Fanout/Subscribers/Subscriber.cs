using System.Collections.Concurrent;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// One connection that reads one topic. Everything but the members marked so belongs to the <see cref="Fanout"/> that the reader is in,
/// which is run by one thread at a time.
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
        (Cursor, Outlet, Format) = (cursor, outlet, format);
        (Next, Slow, StartsWithGap) = (cursor.Next, cursor.Slow, cursor.HasGap);
        if (cursor.ReplayEnd is { } end)
            _caughtUp = format.CaughtUp?.Invoke(cursor.Topic.Name, new Position(cursor.Topic.Epoch, end));
    }

    public TopicReader Cursor { get; }

    public ConnectionWriter Outlet { get; }

    public SubscriberProtocol Format { get; }

    /// <summary>The fan-out it is in; set once, before its first event.</summary>
    public TopicFanout? Fanout { get; set; }

    /// <summary>Its place in the fan-out's list.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The offset that is written next.</summary>
    public long Next { get; set; }

    /// <summary>What happens when it cannot keep up.</summary>
    public SlowPolicy Slow { get; }

    /// <summary>Whether it is yet to be told that its position cannot be continued.</summary>
    public bool StartsWithGap { get; set; }

    /// <summary>Whether it was ever served from memory.</summary>
    public bool HasCaughtUp { get; set; }

    /// <summary>Whether a write is not finished yet.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether a page from the log is being fetched for it.</summary>
    public bool IsFetching { get; set; }

    /// <summary>The page that was fetched. Set by the fetch before its event.</summary>
    public byte[] Fetched { get; set; } = [];

    /// <summary>Whether it came to a gap and its transport reads no further. Known before the far side hears of it; from any thread.</summary>
    public bool HasLost { get; set; }

    /// <summary>Whether it takes nothing more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether it ends when the control frames that wait are written.</summary>
    public bool IsFinishing { get; set; }

    /// <summary>When something was last written to it, in milliseconds of the delivery's clock.</summary>
    public long LastWrite { get; set; }

    /// <summary>When the last heartbeat was written.</summary>
    public long LastBeat { get; set; }

    /// <summary>When it is told goodbye, once the server stops; 0 while it does not.</summary>
    public long GoodbyeAt { get; set; }

    /// <summary>When the far side last gave a sign of life; kept by transports that can tell. From any thread.</summary>
    public long LastProgress { get; set; }

    /// <summary>The write that is going on; kept so that it is observed.</summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>Ends when the reader has ended and nothing writes for it any more. From any thread.</summary>
    public Task Completion => _ended.Task;

    /// <summary>When the far side last took something. From any thread.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>A write was finished. From any thread.</summary>
    public void Written(bool ended) => Raise(ended ? SubscriberEvents.Written | SubscriberEvents.End : SubscriberEvents.Written);

    /// <summary>Part of a write went through. From any thread.</summary>
    public void MadeProgress() => Volatile.Write(ref _progress, Fanout!.Now);

    /// <summary>It takes nothing more. From any thread.</summary>
    public void End() => Raise(SubscriberEvents.End);

    /// <summary>Writes a last frame, if there is one, and ends. From any thread.</summary>
    public void Finish(byte[] lastFrame)
    {
        if (lastFrame.Length > 0)
            Enqueue(lastFrame);
        Raise(SubscriberEvents.Finish);
    }

    /// <summary>Writes a frame of the transport's own (a pong, an error) as soon as there is room. From any thread.</summary>
    /// <returns>False if too many of them wait already.</returns>
    public bool TryControl(byte[] frame)
    {
        if (_control is { Count: >= 64 })
            return false;
        Enqueue(frame);
        Raise(SubscriberEvents.Control);
        return true;
    }

    /// <summary>Reads what a write to it will need; see <see cref="SubscriberList"/>.</summary>
    public long Prefetch() => Next + Progress + (IsBusy ? 1 : 0) + Outlet.Prefetch();

    /// <summary>The far side gave a sign of life. From any thread.</summary>
    public void OnProgress()
    {
        if (Fanout is { } fanout)
            LastProgress = fanout.Now;
    }

    /// <summary>Ends the connection at once. From any thread.</summary>
    public void Abort() => Outlet.Abort();

    /// <summary>Tells the reader's fan-out that something happened. From any thread.</summary>
    public void Raise(SubscriberEvents events)
    {
        if (Interlocked.Or(ref _events, (int)events) == 0)
            Fanout!.Post(this);
    }

    /// <summary>What happened since the last call.</summary>
    public SubscriberEvents TakeEvents() => (SubscriberEvents)Interlocked.Exchange(ref _events, 0);

    public bool TryTakeControl(out byte[]? frame)
    {
        frame = null;
        return _control?.TryDequeue(out frame) ?? false;
    }

    /// <summary>Takes the frame that tells that the replay is over, once it is.</summary>
    public bool TryTakeCaughtUp(out byte[]? frame)
    {
        frame = _caughtUp;
        if (frame is null || Next <= Cursor.ReplayEnd)
            return false;
        _caughtUp = null;
        return true;
    }

    /// <summary>Ends it when its connection is closed, or its token has ended. Called once, before its first event.</summary>
    public void EndWith(StreamLease? pass, CancellationToken closed)
    {
        _pass = pass;
        pass?.OnExpired(static reader => ((Subscriber)reader!).Finish(((Subscriber)reader).Format.Expired), this);
        _closed = closed.UnsafeRegister(static reader => ((Subscriber)reader!).End(), this);
    }

    public void Complete()
    {
        _closed.Unregister();
        _pass?.Dispose();
        _ended.TrySetResult();
    }

    public void Started(long now) => Volatile.Write(ref _progress, now);

    private void Enqueue(byte[] frame)
    {
        if (_control is null)
            Interlocked.CompareExchange(ref _control, new ConcurrentQueue<byte[]>(), null);
        _control.Enqueue(frame);
    }
}
