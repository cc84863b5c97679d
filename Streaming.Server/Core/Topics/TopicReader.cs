using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reads one topic for one subscription, from its next offset on.</summary>
internal sealed class TopicReader(
    Topic topic, SlowPolicy slow, AsyncAutoResetSignal wakeUp, Action<Topic> endUse, PageLimiter pages, TimeProvider time) : ITopicListener
{
    private AsyncAutoResetSignal? _wakeUp = wakeUp;
    private PageLimiter? _pages = pages;
    private Message? _gap;
    private bool _hasCaughtUp;

    public Topic Topic => topic;

    /// <summary>How the server treats the subscriber if it is slower than the topic.</summary>
    public SlowPolicy Slow => slow;

    /// <summary>The offset to read next. Set by the topic when the reader is attached, and from then on by the reader.</summary>
    public long Next { get; set; }

    /// <summary>The newest offset when the reader was attached; null if it started with new messages only.</summary>
    public long? ReplayEnd { get; set; }

    /// <summary>The position after the last message that was read.</summary>
    public Position Position => new(topic.Epoch, Next - 1);

    /// <summary>Whether the next read returns a gap because the requested position cannot be continued.</summary>
    public bool HasGap => _gap is not null;

    public void OnMessagesAdded(bool canDeliverInline) => _wakeUp?.Set();

    /// <summary>
    /// Transfers the reader to the fan-out, which has its own notification and takes the page permits itself, since it also encodes the
    /// pages.
    /// </summary>
    public void HandOver()
    {
        topic.RemoveListener(this);
        (_wakeUp, _pages) = (null, null);
    }

    /// <summary>Removes the reader from its topic and ends its use of the topic.</summary>
    public void Release()
    {
        topic.Detach(this);
        endUse(topic);
    }

    /// <summary>Makes the first read return a gap, because the requested position cannot be continued.</summary>
    public void StartWithGap(Position requested, LogState state) => _gap = CreateGap(requested, state.Oldest, state.Newest);

    /// <summary>Adds the waiting messages, at most one page. Adds nothing if the reader is up to date.</summary>
    /// <exception cref="SlowReaderException">The policy is <see cref="SlowPolicy.Disconnect"/>, and the next message is no longer in
    /// memory.</exception>
    public ValueTask ReadAsync(List<Message> into, PageSize page, CancellationToken cancellationToken)
    {
        if (_gap is { } gap)
        {
            _gap = null;
            into.Add(gap);
        }

        if (slow == SlowPolicy.Latest && topic.Newest is var newest && Next < newest
            && LatestOfTypes.TryRead(topic, Next, newest) is { } latest)
        {
            into.AddRange(latest);
            Next = newest + 1;
            return ValueTask.CompletedTask;
        }

        var before = into.Count;
        if (topic.Read(Next, page, into) == RingRead.Behind)
            return slow == SlowPolicy.Disconnect && _hasCaughtUp ? throw new SlowReaderException()
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

        using var permit = await limiter.TakeAsync(cancellationToken);
        await ReadPageAsync(into, size, cancellationToken);
    }

    private async ValueTask ReadPageAsync(List<Message> into, PageSize size, CancellationToken cancellationToken)
    {
        // Never beyond the visible messages: newer ones come through the ring.
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
