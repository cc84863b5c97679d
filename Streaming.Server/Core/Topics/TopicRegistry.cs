using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>All topics of this node: append, subscribe, look up. Topics need not be made: a name is enough.</summary>
public sealed class TopicRegistry
{
    private readonly ConcurrentDictionary<TopicName, Topic> _topics = new();
    private readonly TopicPolicies _policies;
    private readonly TopicOptions _options;
    private readonly ITopicLog _log;
    private readonly IMemoryTopicLog _memory;
    private readonly LogWriter _queue;
    private readonly TopicObservers _observers;
    private readonly StreamingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly PageLimiter _replays;
    private readonly Action<Topic> _endUse;

    internal TopicRegistry(TopicPolicies policies, IOptions<TopicOptions> options, ITopicLog log, IMemoryTopicLog memory, LogWriter queue, TopicObservers observers, StreamingMetrics metrics, PageLimits pages, TimeProvider time)
    {
        _policies = policies;
        _options = options.Value;
        _log = log;
        _memory = memory;
        _queue = queue;
        _metrics = metrics;
        _replays = pages.Replays;
        _time = time;
        _endUse = EndUse;
        _observers = observers;
    }

    /// <summary>The topics in memory.</summary>
    internal ICollection<Topic> Loaded => _topics.Values;

    /// <summary>The log that keeps this topic.</summary>
    public ITopicLog GetLog(TopicName topic) => _policies.For(topic).Store == TopicStore.Memory ? _memory : _log;

    /// <summary>The logs of this node: the store's, and the one of memory topics.</summary>
    public IReadOnlyList<ITopicLog> Logs => ReferenceEquals(_log, _memory) ? [_memory] : [_log, _memory];

    /// <summary>How the topic stands.</summary>
    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) => GetLog(topic).GetStateAsync(topic, cancellationToken);

    /// <summary>How many subscriptions read the topic on this node.</summary>
    public int CountSubscribers(TopicName topic) => _topics.TryGetValue(topic, out var loaded) ? loaded.Subscribers : 0;

    /// <summary>The newest offset of a topic that is in memory; 0 for another one.</summary>
    internal long NewestInMemory(TopicName topic) => _topics.TryGetValue(topic, out var loaded) ? loaded.Newest : 0;

    /// <summary>Starts reading a topic. A position of another life of its log is no error: a gap is the first message then.</summary>
    public ValueTask<Subscription> SubscribeAsync(TopicName topic, StartAt start, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync([(topic, start)], isComposite: false, slow, cancellationToken);

    /// <summary>Starts reading several topics as one.</summary>
    public ValueTask<Subscription> SubscribeAsync(IReadOnlyList<(TopicName Topic, StartAt Start)> topics, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync(topics, isComposite: true, slow, cancellationToken);

    /// <summary>Appends messages to a topic, all or none; when it returns they are as durable as the topic's policy says, and readers can see them.</summary>
    /// <exception cref="RefusalException">The store does not take them, or the server stops.</exception>
    public async ValueTask<AppendResult> AppendAsync(TopicName name, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken)
    {
        var topic = await UseAsync(name, cancellationToken);
        try
        {
            var append = new AppendRequest
            {
                Topic = name,
                Messages = messages,
                Time = _time.UtcNowMicroseconds(),
                Key = key,
                Part = part,
                Subscribers = topic.Subscribers,
            };
            if (!ReferenceEquals(topic.Log, _memory))
                return Count(await _queue.AppendAsync(topic, append, cancellationToken));
            var result = topic.AppendInMemory(_memory, append);
            _observers.Notify(name, isOwn: true);
            return Count(result);
        }
        finally
        {
            EndUse(topic);
        }
    }

    /// <summary>Shows this node's readers what the store has appended in a transaction of another port. It may be shown in any order: what is missing is read from the log.</summary>
    internal void ShowCommitted(AppendRequest append, in AppendResult result)
    {
        _metrics.Published(result.Appended);
        if (!_topics.TryGetValue(append.Topic, out var topic))
            return;
        topic.ApplyAppended(append, result);
        topic.Wake(canDeliverInline: false);
    }

    /// <summary>Takes away the messages before an offset.</summary>
    /// <returns>The state afterwards.</returns>
    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        var state = await GetLog(topic).TrimAsync(topic, before, cancellationToken);
        if (_topics.TryGetValue(topic, out var loaded))
            loaded.Trim(state.Oldest);
        return state;
    }

    /// <summary>Lets topics go that nobody has used for a while; the log still has them.</summary>
    internal void UnloadIdleTopics()
    {
        foreach (var topic in _topics.Values)
        {
            if (_time.GetElapsedTime(topic.LastUsed) > _options.IdleTime && topic.TryRetire())
                _topics.TryRemove(KeyValuePair.Create(topic.Name, topic));
        }
    }

    /// <summary>Notes that another process wrote to a topic.</summary>
    internal async ValueTask CatchUpAsync(TopicName name, long newest, CancellationToken cancellationToken)
    {
        if (_topics.TryGetValue(name, out var topic))
            await topic.CatchUpAsync(newest, cancellationToken);
    }

    private async ValueTask<Subscription> SubscribeAsync(IReadOnlyList<(TopicName Topic, StartAt Start)> topics, bool isComposite, SlowPolicy slow, CancellationToken cancellationToken)
    {
        var subscription = new Subscription(topics.Count, isComposite, _replays, _endUse);
        try
        {
            foreach (var (name, start) in topics)
                await subscription.AddAsync(await UseAsync(name, cancellationToken), start, slow, _time, cancellationToken);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Topic> UseAsync(TopicName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_topics.TryGetValue(name, out var topic))
            {
                var policy = _policies.For(name);
                var log = policy.Store == TopicStore.Memory ? _memory : _log;
                var made = new Topic(name, policy, log, await log.GetStateAsync(name, cancellationToken), _options);
                topic = _topics.GetOrAdd(name, made);
                // What was written between the two looks was told to nobody, since the topic was not here yet.
                if (ReferenceEquals(topic, made))
                    await made.CatchUpAsync((await log.GetStateAsync(name, cancellationToken)).Newest, cancellationToken);
            }

            if (topic.TryUse())
                return topic;

            // It was let go just now: make it anew.
            _topics.TryRemove(KeyValuePair.Create(name, topic));
        }
    }

    private AppendResult Count(AppendResult result)
    {
        _metrics.Published(result.Appended);
        return result;
    }

    private void EndUse(Topic topic) => topic.EndUse(_time.GetTimestamp());
}
