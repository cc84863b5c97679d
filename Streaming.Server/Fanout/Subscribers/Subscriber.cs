using System.Collections.Concurrent;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// A connection that receives the messages of one topic. Only the fan-out (the object that sends the topic's messages) uses the members of
/// this class, on one thread at a time. Members that are marked as callable from any thread are the exception.
/// </summary>
internal sealed class Subscriber : ListedConnection, IWriteOwner, IControlWriter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConcurrentQueue<byte[]>? _control;
    private CancellationTokenRegistration _closed;
    private int _events;
    private long _progress;
    private StreamLease? _lease;
    private byte[]? _replayEndFrame;

    public Subscriber(TopicReader reader, ConnectionWriter writer, SubscriberProtocol protocol)
    {
        (Reader, Writer, Protocol) = (reader, writer, protocol);
        reader.NeedsEpoch = protocol.EndsAfterGap;
        (Next, Slow, HasPendingGap) = (reader.Next, reader.Slow, reader.HasGap);
        if (reader.ReplayEnd is { } end)
            _replayEndFrame = protocol.CaughtUp?.Invoke(reader.Topic.Name, new Position(reader.Epoch, end));
    }

    public TopicReader Reader { get; }

    public ConnectionWriter Writer { get; }

    public SubscriberProtocol Protocol { get; }

    public override string Transport => Protocol.Transport;

    public override Caller? Caller => _lease?.Caller;

    /// <summary>Whether an administrator has closed the connection. Callable from any thread.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The fan-out (the object that sends the topic's messages) to which the subscriber belongs. Set before it joins.</summary>
    public TopicFanout? Fanout { get; set; }

    /// <summary>The index of the subscriber in the list of subscribers; -1 if the subscriber is not in the list.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The offset (the number within the topic) of the next message to write to the subscriber.</summary>
    public long Next { get; set; }

    /// <summary>
    /// The policy for a subscriber that receives messages too slowly: send all messages later, skip messages, or disconnect the subscriber.
    /// </summary>
    public SlowPolicy Slow { get; }

    /// <summary>
    /// Whether the log has deleted messages that the client has not received. The next frame to the subscriber is then a gap (a message in
    /// place of deleted messages).
    /// </summary>
    public bool HasPendingGap { get; set; }

    /// <summary>
    /// Whether the subscriber has received all older messages from the log, and now receives messages from the ring (the recent messages of
    /// a topic, in memory).
    /// </summary>
    public bool HasCaughtUp { get; set; }

    /// <summary>Whether a write to the subscriber's connection is in progress, so that no other write may start.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether a page of messages is being read from the log for the subscriber.</summary>
    public bool IsFetching { get; set; }

    /// <summary>
    /// The encoded messages that were read from the log for the subscriber and are to be written next. They are set before the subscriber
    /// receives the event <see cref="SubscriberEvents.Fetched"/>.
    /// </summary>
    public byte[] Fetched { get; set; } = [];

    /// <summary>
    /// Whether the subscriber has reached a gap (a message in place of deleted messages) and its transport ends a subscription there. Set
    /// before the client receives the gap. Callable from any thread.
    /// </summary>
    public bool EndedByGap { get; set; }

    /// <summary>Whether the subscriber has ended, so that nothing more is written to its connection.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether the subscriber is to end as soon as the frames that wait for it are written.</summary>
    public bool IsFinishing { get; set; }

    /// <summary>The time at which the subscriber started, in milliseconds of the clock that all subscribers share.</summary>
    public long StartedAt { get; set; }

    /// <summary>The time of the last write to the subscriber, in milliseconds of the clock that all subscribers share.</summary>
    public long LastWrite { get; set; }

    /// <summary>The time of the last heartbeat to the client, in milliseconds of the clock that all subscribers share.</summary>
    public long LastHeartbeat { get; set; }

    /// <summary>
    /// The time at which the server plans to send the last frame to the subscriber; 0 if no end is planned. The time is in milliseconds of
    /// the clock that all subscribers share.
    /// </summary>
    public long StopFrameAt { get; set; }

    /// <summary>
    /// The time at which the client most recently sent something, in milliseconds of the clock that all subscribers share. It is used on
    /// transports whose clients answer heartbeats. Callable from any thread.
    /// </summary>
    public long LastProgress { get; set; }

    /// <summary>
    /// The task that currently writes to the subscriber or reads from the log for it. The task is kept so that an exception of the task is
    /// noticed.
    /// </summary>
    public Task Writing { get; set; } = Task.CompletedTask;

    /// <summary>A task that completes when the subscriber has ended and no write is in progress. Callable from any thread.</summary>
    public Task Completion => _ended.Task;

    /// <summary>
    /// The time at which the client most recently accepted bytes of a write, in milliseconds of the clock that all subscribers share.
    /// Callable from any thread.
    /// </summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>
    /// Returns the encoded messages that were read from the log for the subscriber, and removes them from the subscriber.
    /// </summary>
    public byte[] TakeFetched()
    {
        var page = Fetched;
        (IsFetching, HasPendingGap, Next, Fetched) = (false, false, Reader.Next, []);
        if (Reader.HasEnded)
            (IsFinishing, StopFrameAt) = (true, Fanout!.Now);
        FollowEpoch();
        return page;
    }

    /// <summary>
    /// Checks whether the epoch of the topic (the id of one lifetime of its log) has changed. If the subscriber has received messages that
    /// the log has lost, the subscriber next receives a gap (a message in place of lost messages). If the topic was deleted, the subscriber
    /// next receives the topic's last message.
    /// </summary>
    public void FollowEpoch()
    {
        if (IsFetching)
            return;
        Reader.Next = Next;
        var changes = Reader.EpochChanges;
        if (Reader.FollowEpoch() || Reader.IsOfDeletedTopic)
            (Next, HasPendingGap) = (Reader.Next, true);
        HasCaughtUp &= changes == Reader.EpochChanges;
    }

    /// <summary>
    /// Notifies the subscriber that a write to its connection has ended, and whether the connection has ended too. Callable from any
    /// thread.
    /// </summary>
    public void Written(bool ended) => Raise(ended ? SubscriberEvents.Written | SubscriberEvents.End : SubscriberEvents.Written);

    /// <summary>
    /// Records that the subscriber's client has accepted a part of the bytes that are being written to it. Callable from any thread.
    /// </summary>
    public void MadeProgress() => Volatile.Write(ref _progress, Fanout!.Now);

    /// <summary>Ends the subscriber immediately, without a last frame. Callable from any thread.</summary>
    public void End() => Raise(SubscriberEvents.End);

    public override IEnumerable<ListedTopic> ReadTopics() => [new ListedTopic(Reader.Topic.Name, Reader.Topic, Next)];

    public override void Cut()
    {
        IsCut = true;
        Finish(Protocol.CutFrame);
    }

    /// <summary>
    /// Writes a last frame to the subscriber, and then ends it. If the frame is empty, the subscriber ends without one. Callable from any
    /// thread.
    /// </summary>
    public void Finish(byte[] lastFrame)
    {
        if (lastFrame.Length > 0)
            Enqueue(lastFrame);
        Raise(SubscriberEvents.Finish);
    }

    /// <summary>
    /// Queues a frame that contains no message of a topic, such as the answer to a ping, or an error. Callable from any thread.
    /// </summary>
    /// <returns>False if 64 frames without messages are queued already.</returns>
    public bool TryControl(byte[] frame)
    {
        if (_control is { Count: >= 64 })
            return false;
        Enqueue(frame);
        Raise(SubscriberEvents.Control);
        return true;
    }

    /// <summary>Records that the subscriber's client has sent something, so the client is alive. Callable from any thread.</summary>
    public void OnProgress()
    {
        if (Fanout is { } fanout)
            LastProgress = fanout.Now;
    }

    /// <summary>Aborts the connection of the subscriber. Callable from any thread.</summary>
    public void Abort() => Writer.Abort();

    /// <summary>
    /// Adds events, such as the end of a write, and schedules the code that handles them. Callable from any thread, also before the
    /// subscriber has a fan-out: its join then schedules the events that wait.
    /// </summary>
    public void Raise(SubscriberEvents events)
    {
        if (Interlocked.Or(ref _events, (int)events) == 0 || events == SubscriberEvents.Join)
            Fanout?.Post(this);
    }

    /// <summary>Returns the events that the subscriber has received since the previous call, and clears them.</summary>
    public SubscriberEvents TakeEvents() => (SubscriberEvents)Interlocked.Exchange(ref _events, 0);

    public bool TryTakeControl(out byte[]? frame)
    {
        frame = null;
        return _control?.TryDequeue(out frame) ?? false;
    }

    /// <summary>
    /// Returns, once, the frame that marks the end of the replay (the older messages after the client's position). Returns false if
    /// messages of the replay are still to be written, or if the frame was already returned.
    /// </summary>
    public bool TryTakeReplayEnd(out byte[]? frame)
    {
        frame = _replayEndFrame;
        if (frame is null || Next <= Reader.ReplayEnd)
            return false;
        _replayEndFrame = null;
        return true;
    }

    /// <summary>
    /// If the topic was closed and the subscriber has received all its messages, queues the topic's last message and ends the subscriber
    /// after it. Otherwise returns false.
    /// </summary>
    public bool TryFinishAtEnd()
    {
        if (Reader.TakeEnd(Next) is not { } end)
            return false;
        if (end.Frame(Protocol.Frames) is { Length: > 0 } frame)
            Enqueue(frame);
        (IsFinishing, StopFrameAt) = (true, Fanout!.Now);
        return true;
    }

    /// <summary>
    /// Ends the subscriber as soon as its connection is closed or the client's token expires. Called once, before the first event of the
    /// subscriber.
    /// </summary>
    /// <param name="lease">The stream lease (the right to keep the stream open); null if the lease belongs to the connection.</param>
    /// <param name="former">
    /// The object that has represented the connection in the list of open connections until now. Null if the subscriber shares its
    /// connection with others.
    /// </param>
    /// <param name="closed">A token that is cancelled when the connection is closed.</param>
    public void EndWith(StreamLease? lease, ListedConnection? former, CancellationToken closed)
    {
        _lease = lease;
        if (former is not null)
            TakePlaceOf(former);
        lease?.OnExpired(static subscriber => ((Subscriber)subscriber!).Finish(((Subscriber)subscriber).Protocol.Expired), this);
        _closed = Writer.TryEndWhenClosed(this) ? default : closed.UnsafeRegister(static own => ((Subscriber)own!).End(), this);
    }

    public void Complete()
    {
        Delist();
        Writer.TryEndWhenClosed(owner: null);
        _closed.Unregister();
        _lease?.Dispose();
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
