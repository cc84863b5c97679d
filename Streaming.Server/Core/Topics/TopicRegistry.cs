using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Gives access to all topics: subscribes to topics, and reads their state. A topic needs no creation: it exists from its first message on.
/// </summary>
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

    /// <summary>The topics that are loaded into memory.</summary>
    internal ICollection<Topic> Loaded => _topics.All;

    /// <summary>
    /// The logs (stores of messages) of this process: the store of the server, and the log of topics in memory. The two may be the same
    /// object.
    /// </summary>
    internal IReadOnlyList<ITopicLog> Logs => _logs.All;

    /// <summary>Returns the log that stores the messages of a topic.</summary>
    internal ITopicLog GetLog(TopicName topic) => _logs.Get(topic);

    /// <summary>Reads the epoch of a topic, and its oldest and newest offset.</summary>
    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        GetLog(topic).GetStateAsync(topic, cancellationToken);

    /// <summary>Returns the number of subscriptions to a topic in this process.</summary>
    public int CountSubscribers(TopicName topic) => _topics.Find(topic)?.Subscribers ?? 0;

    /// <summary>Returns the newest offset of a topic that is loaded into memory; 0 if the topic is not loaded.</summary>
    internal long NewestInMemory(TopicName topic) => _topics.Find(topic)?.Newest ?? 0;

    /// <summary>
    /// Subscribes to a topic. If the requested position has another epoch than the topic, the first message is of type <c>gap</c>.
    /// </summary>
    public ValueTask<Subscription> SubscribeAsync(
        TopicName topic, StartAt start, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync([(topic, start)], isComposite: false, slow, cancellationToken);

    /// <summary>Subscribes to several topics with one subscription, which reads the messages of all of them.</summary>
    public ValueTask<Subscription> SubscribeAsync(
        IReadOnlyList<(TopicName Topic, StartAt Start)> topics, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync(topics, isComposite: true, slow, cancellationToken);

    /// <summary>
    /// Appends messages to a topic, all or none. When the call returns, they are as durable as the topic's policy requires, and visible to
    /// subscribers as soon as they have all messages before them.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
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
    /// Makes messages visible to subscribers after the store has committed the messages in the same transaction as another change, such as
    /// the change of a job. Several calls for one topic may come in any order.
    /// </summary>
    internal void PublishCommitted(AppendRequest append, in AppendResult result) =>
        _appender.PublishCommitted(_topics.Find(append.Topic), append, result);

    /// <summary>Deletes the messages of a topic with offsets below the given one.</summary>
    /// <returns>The state of the topic after the deletion.</returns>
    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var state = await GetLog(topic).TrimAsync(topic, before, cancellationToken);
        _topics.Find(topic)?.Trim(state.Oldest);
        return state;
    }

    /// <summary>
    /// Unloads topics that were idle for <see cref="TopicOptions.IdleTime"/> (default 5 min) from memory. Their messages stay in the log.
    /// </summary>
    internal void UnloadIdleTopics() => _topics.UnloadIdle();

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
