using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reads the messages of one topic for one subscription: recent messages from memory, and older messages from the log.</summary>
internal sealed class TopicReader(
    Topic topic, SlowPolicy slow, AsyncAutoResetSignal wakeUp, Action<Topic> endUse, PageLimiter pages, TimeProvider time) : ITopicListener
{
    private AsyncAutoResetSignal? _wakeUp = wakeUp;
    private PageLimiter? _pages = pages;
    private Message? _gap;
    private bool _hasCaughtUp;

    public Topic Topic => topic;

    /// <summary>Selects what the server does if the subscriber receives messages more slowly than they are published.</summary>
    public SlowPolicy Slow => slow;

    /// <summary>
    /// The offset of the next message to read. It is set when the reader is added to the topic, and grows with each message that is read.
    /// </summary>
    public long Next { get; set; }

    /// <summary>
    /// The offset of the newest message at the time of the subscription, if the subscription started with older messages; null if it
    /// started with new messages only.
    /// </summary>
    public long? ReplayEnd { get; set; }

    /// <summary>The position of the subscriber in the topic: the position of the last message that was read.</summary>
    public Position Position => new(topic.Epoch, Next - 1);

    /// <summary>
    /// Whether the next read returns a message of type <c>gap</c>, since the requested position does not exist in the log: its epoch or its
    /// offset is unknown.
    /// </summary>
    public bool HasGap => _gap is not null;

    public void OnMessagesAdded(bool canDeliverInline) => _wakeUp?.Set();

    /// <summary>
    /// Prepares the reader for the fan-out (the part that sends messages to connections). The reader no longer waits for notifications of
    /// new messages and no longer acquires permits for log pages, since the fan-out does both.
    /// </summary>
    public void HandOver()
    {
        topic.RemoveListener(this);
        (_wakeUp, _pages) = (null, null);
    }

    /// <summary>Removes the reader from its topic. When nothing else uses the topic, the topic can be unloaded from memory.</summary>
    public void Release()
    {
        topic.Detach(this);
        endUse(topic);
    }

    /// <summary>
    /// Makes the first read return a message of type <c>gap</c>, since the requested position does not exist in the log: its epoch or its
    /// offset is unknown.
    /// </summary>
    public void StartWithGap(Position requested, LogState state) => _gap = CreateGap(requested, state.Oldest, state.Newest);

    /// <summary>Adds the messages that the subscriber has not received yet to a list, at most one page.</summary>
    /// <exception cref="SlowSubscriberException">The subscriber's policy is <see cref="SlowPolicy.Disconnect"/>, and the subscriber's next
    /// message is no longer in memory.</exception>
    public ValueTask ReadAsync(List<Message> into, PageSize page, CancellationToken cancellationToken)
    {
        if (_gap is { } gap)
        {
            _gap = null;
            into.Add(gap);
        }

        if (slow == SlowPolicy.Latest && topic.Newest is var newest && Next < newest
            && LatestByType.TryRead(topic, Next, newest) is { } latest)
        {
            into.AddRange(latest);
            Next = newest + 1;
            return ValueTask.CompletedTask;
        }

        var before = into.Count;
        if (topic.Read(Next, page, into) == RingReadResult.Behind)
            return slow == SlowPolicy.Disconnect && _hasCaughtUp ? throw new SlowSubscriberException()
                : ReadLogAsync(into, page, cancellationToken);
        _hasCaughtUp = true;
        Next += into.Count - before;
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReadLogAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        if (_pages is not { } limiter)
        {
            await ReadPageAsync(into, size, cancellationToken);
            return;
        }

        using var permit = await limiter.AcquireAsync(cancellationToken);
        await ReadPageAsync(into, size, cancellationToken);
    }

    private async ValueTask ReadPageAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        // Reads only messages that are already visible to subscribers; newer messages are read from memory when they become visible.
        var newest = topic.Newest;
        var page = await topic.Log.ReadAsync(topic.Name, Next, newest, size, cancellationToken);
        var oldest = page.Count > 0 ? page[0].Offset : (await topic.Log.GetStateAsync(topic.Name, cancellationToken)).Oldest;
        if (oldest > Next)
        {
            into.Add(CreateGap(Position, oldest, Math.Max(newest, oldest - 1)));
            Next = oldest;
        }

        into.AddRange(page);
        Next += page.Count;
    }

    private Message CreateGap(Position requested, long oldest, long newest) =>
        Gap.Create(topic.Name, requested, topic.Epoch, oldest, newest, time.GetUtcNow().UtcDateTime);
}
