using System.Collections.Concurrent;
using Streaming.Server.Access;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Delivery;

/// <summary>
/// One connection that reads one topic. Everything but the members marked so belongs to the <see cref="Fanout"/> that the reader is in,
/// which is run by one thread at a time.
/// </summary>
internal sealed class Reader : IWriteOwner, IControlWriter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConcurrentQueue<byte[]>? _control;
    private CancellationTokenRegistration _closed;
    private int _events;
    private long _progress;
    private StreamPass? _pass;
    private byte[]? _caughtUp;

    public Reader(TopicCursor cursor, Outlet outlet, ReaderFormat format)
    {
        (Cursor, Outlet, Format) = (cursor, outlet, format);
        (Next, Slow, StartsWithGap) = (cursor.Next, cursor.Slow, cursor.HasGap);
        if (cursor.ReplayEnd is { } end)
            _caughtUp = format.CaughtUp?.Invoke(cursor.Topic.Name, new Position(cursor.Topic.Epoch, end));
    }

    public TopicCursor Cursor { get; }

    public Outlet Outlet { get; }

    public ReaderFormat Format { get; }

    /// <summary>The fan-out it is in; set once, before its first event.</summary>
    public Fanout? Fanout { get; set; }

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
    public long LastHeard { get; set; }

    /// <summary>The write that is going on; kept so that it is observed.</summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>Ends when the reader has ended and nothing writes for it any more. From any thread.</summary>
    public Task Completion => _ended.Task;

    /// <summary>When the far side last took something. From any thread.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>A write was finished. From any thread.</summary>
    public void Written(bool ended) => Raise(ended ? ReaderEvents.Written | ReaderEvents.End : ReaderEvents.Written);

    /// <summary>Part of a write went through. From any thread.</summary>
    public void MadeProgress() => Volatile.Write(ref _progress, Fanout!.Now);

    /// <summary>It takes nothing more. From any thread.</summary>
    public void End() => Raise(ReaderEvents.End);

    /// <summary>Writes a last frame, if there is one, and ends. From any thread.</summary>
    public void Finish(byte[] lastFrame)
    {
        if (lastFrame.Length > 0)
            Enqueue(lastFrame);
        Raise(ReaderEvents.Finish);
    }

    /// <summary>Writes a frame of the transport's own (a pong, an error) as soon as there is room. From any thread.</summary>
    /// <returns>False if too many of them wait already.</returns>
    public bool TryControl(byte[] frame)
    {
        if (_control is { Count: >= 64 })
            return false;
        Enqueue(frame);
        Raise(ReaderEvents.Control);
        return true;
    }

    /// <summary>Reads what a write to it will need; see <see cref="ReaderList"/>.</summary>
    public long Prefetch() => Next + Progress + (IsBusy ? 1 : 0) + Outlet.Prefetch();

    /// <summary>The far side gave a sign of life. From any thread.</summary>
    public void Heard()
    {
        if (Fanout is { } fanout)
            LastHeard = fanout.Now;
    }

    /// <summary>Ends the connection at once. From any thread.</summary>
    public void Abort() => Outlet.Abort();

    /// <summary>Tells the reader's fan-out that something happened. From any thread.</summary>
    public void Raise(ReaderEvents events)
    {
        if (Interlocked.Or(ref _events, (int)events) == 0)
            Fanout!.Post(this);
    }

    /// <summary>What happened since the last call.</summary>
    public ReaderEvents TakeEvents() => (ReaderEvents)Interlocked.Exchange(ref _events, 0);

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
    public void EndWith(StreamPass? pass, CancellationToken closed)
    {
        _pass = pass;
        pass?.OnExpired(static reader => ((Reader)reader!).Finish(((Reader)reader).Format.Expired), this);
        _closed = closed.UnsafeRegister(static reader => ((Reader)reader!).End(), this);
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

/// <summary>What can happen to a reader.</summary>
[Flags]
internal enum ReaderEvents
{
    /// <summary>It comes into the fan-out.</summary>
    Join = 1,

    /// <summary>A write was finished.</summary>
    Written = 2,

    /// <summary>A page from the log was fetched.</summary>
    Fetched = 4,

    /// <summary>A control frame waits.</summary>
    Control = 8,

    /// <summary>It ends when all that waits is written.</summary>
    Finish = 16,

    /// <summary>It ends.</summary>
    End = 32,
}

/// <summary>How a transport writes to its readers. One instance for all of a kind.</summary>
/// <param name="Transport">The transport's name in metrics.</param>
/// <param name="Frames">How messages are written.</param>
/// <param name="Beat">What is written when nothing was for a while.</param>
/// <param name="Heartbeat">After how long.</param>
/// <param name="AnswerLimit">How long the far side may take to answer a heartbeat before it counts as dead; null if it need not answer.</param>
/// <param name="Goodbye">What is written last when the server stops; null where the connection says it, not its readers.</param>
/// <param name="SpreadsGoodbyes">Whether goodbyes are spread over the drain time.</param>
/// <param name="Expired">What is written last when the reader's token has ended.</param>
/// <param name="EndsAtGap">Whether a reader ends when it has been told of a gap, since its far side must come back with a new position.</param>
/// <param name="CaughtUp">What is written when the replay is over, from the topic and its newest position at the time of the subscription; null for nothing.</param>
internal sealed record ReaderFormat(
    string Transport, WireFormat Frames, byte[] Beat, TimeSpan Heartbeat, TimeSpan? AnswerLimit, byte[]? Goodbye, bool SpreadsGoodbyes, byte[] Expired, bool EndsAtGap = false,
    Func<TopicName, Position, byte[]>? CaughtUp = null);
