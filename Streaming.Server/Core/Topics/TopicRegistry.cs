using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>All topics of this node: append, subscribe, look up. A topic needs no creation: it exists with its first message.</summary>
public sealed class TopicRegistry
{
    private readonly LoadedTopics _topics;
    private readonly TopicLogs _logs;
    private readonly TopicAppender _appender;
    private readonly TimeProvider _time;
    private readonly PageLimiter _replays;
    private readonly Action<Topic> _endUse;

    internal TopicRegistry(LoadedTopics topics, TopicLogs logs, TopicAppender appender, PageLimits pages, TimeProvider time)
    {
        (_topics, _logs, _appender, _replays, _time) = (topics, logs, appender, pages.Replays, time);
        _endUse = topics.EndUse;
    }

    /// <summary>The topics in memory.</summary>
    internal ICollection<Topic> Loaded => _topics.All;

    /// <summary>The logs of this node: the store's log and the log of memory topics, which may be the same.</summary>
    internal IReadOnlyList<ITopicLog> Logs => _logs.All;

    /// <summary>The log that keeps the topic's messages.</summary>
    internal ITopicLog GetLog(TopicName topic) => _logs.Get(topic);

    /// <summary>Reads the topic's epoch, and its oldest and newest offset.</summary>
    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        GetLog(topic).GetStateAsync(topic, cancellationToken);

    /// <summary>The number of subscriptions to the topic on this node.</summary>
    public int CountSubscribers(TopicName topic) => _topics.Find(topic)?.Subscribers ?? 0;

    /// <summary>The newest offset of a topic that is in memory; 0 if it is not.</summary>
    internal long NewestInMemory(TopicName topic) => _topics.Find(topic)?.Newest ?? 0;

    /// <summary>Subscribes to a topic. If the position has another epoch than the topic, the first message is a gap.</summary>
    public ValueTask<Subscription> SubscribeAsync(
        TopicName topic, StartAt start, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync([(topic, start)], isComposite: false, slow, cancellationToken);

    /// <summary>Subscribes to several topics with one subscription.</summary>
    public ValueTask<Subscription> SubscribeAsync(
        IReadOnlyList<(TopicName Topic, StartAt Start)> topics, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync(topics, isComposite: true, slow, cancellationToken);

    /// <summary>
    /// Appends messages to a topic, all or none. When the call returns, they are as durable as the topic's policy requires, and visible to
    /// subscribers.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write them, or the server is stopping.</exception>
    internal async ValueTask<AppendResult> AppendAsync(
        TopicName name, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken)
    {
        var topic = await _topics.UseAsync(name, cancellationToken);
        try
        {
            return await _appender.AppendAsync(topic, messages, key, part, cancellationToken);
        }
        finally
        {
            _topics.EndUse(topic);
        }
    }

    /// <summary>
    /// Makes messages visible that the store committed together with a change of another kind. Calls may come in any order.
    /// </summary>
    internal void ShowCommitted(AppendRequest append, in AppendResult result) =>
        _appender.ShowCommitted(_topics.Find(append.Topic), append, result);

    /// <summary>Deletes the messages below an offset.</summary>
    /// <returns>The state after the deletion.</returns>
    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var state = await GetLog(topic).TrimAsync(topic, before, cancellationToken);
        _topics.Find(topic)?.Trim(state.Oldest);
        return state;
    }

    /// <summary>Unloads topics that were idle for <see cref="TopicOptions.IdleTime"/>. Their messages stay in the log.</summary>
    internal void UnloadIdleTopics() => _topics.UnloadIdle();

    /// <summary>Makes messages visible that another process appended.</summary>
    internal ValueTask CatchUpAsync(TopicName name, long newest, CancellationToken cancellationToken) =>
        _topics.Find(name) is { } topic ? topic.CatchUpAsync(newest, cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask<Subscription> SubscribeAsync(
        IReadOnlyList<(TopicName Topic, StartAt Start)> topics, bool isComposite, SlowPolicy slow, CancellationToken cancellationToken)
    {
        var subscription = new Subscription(topics.Count, isComposite, _replays, _endUse);
        try
        {
            foreach (var (name, start) in topics)
                await subscription.AddAsync(await _topics.UseAsync(name, cancellationToken), start, slow, _time, cancellationToken);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }
}
