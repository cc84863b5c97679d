using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Where one subscription stands in one topic.</summary>
internal sealed class TopicReader(Topic topic, SlowPolicy slow, AsyncAutoResetSignal wakeUp, Action<Topic> endUse, PageLimiter pages, TimeProvider time) : ITopicListener
{
    private AsyncAutoResetSignal? _wakeUp = wakeUp;
    private PageLimiter? _pages = pages;
    private Message? _gap;
    private bool _hasCaughtUp;

    public Topic Topic => topic;

    /// <summary>What happens when its reader cannot keep up.</summary>
    public SlowPolicy Slow => slow;

    /// <summary>The offset that is read next. Set by the topic when attaching, then by the reader alone.</summary>
    public long Next { get; set; }

    /// <summary>The newest offset at the time of the subscription; null for a reader that begins live. Set by the topic when attaching.</summary>
    public long? ReplayEnd { get; set; }

    /// <summary>The position after everything that was read.</summary>
    public Position Position => new(topic.Epoch, Next - 1);

    /// <summary>Whether the reader is yet to be told that its position cannot be continued.</summary>
    public bool HasGap => _gap is not null;

    public void OnMessagesAdded(bool canDeliverInline) => _wakeUp?.Set();

    /// <summary>A delivery reads from now on: it hears of the topic in another way, and takes the permits for pages itself, since it encodes them too.</summary>
    public void HandOver()
    {
        topic.RemoveListener(this);
        (_wakeUp, _pages) = (null, null);
    }

    /// <summary>Ends the reading for good.</summary>
    public void Release()
    {
        topic.Detach(this);
        endUse(topic);
    }

    /// <summary>Tells the reader, before anything else, that its position cannot be continued.</summary>
    public void StartWithGap(Position requested, LogState state) => _gap = CreateGap(requested, state.Oldest, state.Newest);

    /// <summary>Adds what can be read now, at most a page; adds nothing if the reader has everything.</summary>
    /// <exception cref="SlowReaderException">The reader is to be cut off when memory has moved on, and it has.</exception>
    public ValueTask ReadAsync(List<Message> into, PageSize page, CancellationToken cancellationToken)
    {
        if (_gap is { } gap)
        {
            _gap = null;
            into.Add(gap);
        }

        if (slow == SlowPolicy.Latest && topic.Newest is var newest && Next < newest && LatestOfTypes.TryRead(topic, Next, newest) is { } latest)
        {
            into.AddRange(latest);
            Next = newest + 1;
            return ValueTask.CompletedTask;
        }

        var before = into.Count;
        if (topic.Read(Next, page, into) == RingRead.Behind)
            return slow == SlowPolicy.Disconnect && _hasCaughtUp ? throw new SlowReaderException() : ReadLogAsync(into, page, cancellationToken);
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
        // Never beyond what the topic shows: what is newer comes through the ring.
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
