using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Stores the messages of topics in this process's memory. Each start of the process gives every topic a new epoch (the id of one lifetime
/// of its log), from which clients learn that the old messages are lost. A topic that is created explicitly gets a random epoch. A topic
/// that is created by its first publish gets the epoch that readers of the empty topic have already seen.
/// </summary>
internal sealed class MemoryTopicLog(TopicPolicies policies) : IMemoryTopicLog
{
    private readonly ConcurrentDictionary<TopicName, MemoryTopic> _topics = new();
    private readonly SortedTopicNames _names = new();
    private readonly string _seed = Epoch.NewSeed();

    // The lock for creating and deleting topics, and for the number of forks of each topic (topics that begin with its messages). An append
    // to an existing topic does not need the lock.
    private readonly Lock _lives = new();

    // The epochs (ids of lifetimes) that the next topics get under the names of deleted topics. Each must differ from the epoch of the
    // deleted topic.
    private readonly ConcurrentDictionary<TopicName, string> _nextEpochs = new();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult(State(topic));

    public ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<(TopicName, LogState)> page =
        [
            .. _names.After(after?.Value, _topics)
                .Select(name => (Topic: name, State: State(name)))
                .Where(static each => each.State.Exists)
                .Take(limit),
        ];
        return ValueTask.FromResult(page);
    }

    public ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken) =>
        ValueTask.FromResult(appends.Select(append => Append(append, out _)).ToArray());

    public ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_topics.TryGetValue(topic, out var memoryTopic) ? memoryTopic.Read(from, through, page) : []);

    public ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Message>>>([.. ranges.Select(
            range => _topics.TryGetValue(range.Topic, out var memoryTopic) ? memoryTopic.Read(range.From, range.Through, range.Page)
                : [])]);

    public ValueTask<StoreSize> MeasureAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new StoreSize(_topics.Count));

    public ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_topics.TryGetValue(topic, out var memoryTopic) ? memoryTopic.Find(time) : 1);

    public ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(FindThrough(topic, epoch));

    // Only a deletion changes the epoch of a topic in this log.
    public ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(true);

    public ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken)
    {
        if (_topics.TryGetValue(topic, out var memoryTopic) && string.Equals(memoryTopic.Epoch, epoch, StringComparison.Ordinal))
            memoryTopic.Trim(before);
        return GetStateAsync(topic, cancellationToken);
    }

    public ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken)
    {
        lock (_lives)
        {
            var outcome = !_topics.TryGetValue(topic, out var found) || !IsThere(found) ? DeleteOutcome.NotFound
                : found.Properties is { IsDeleted: true } ? DeleteOutcome.AlreadyDeleted
                : expiredAt is { } time && found.Properties?.IsExpired(time) != true ? DeleteOutcome.NotExpired
                : Remove(topic, found);
            return ValueTask.FromResult(outcome);
        }
    }

    public ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken)
    {
        foreach (var touch in touches)
        {
            if (_topics.TryGetValue(touch.Topic, out var topic) && string.Equals(topic.Epoch, touch.Epoch, StringComparison.Ordinal))
                topic.Change(properties => properties?.TouchedAt(touch.Time));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TopicName>>(
            [.. _topics.Where(pair => pair.Value.Properties?.IsExpired(time) == true).Take(limit).Select(pair => pair.Key)]);

    public ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken)
    {
        foreach (var topic in _topics.Values)
            topic.DeleteKeys(time);
        return ValueTask.CompletedTask;
    }

    /// <summary>Appends messages to a topic. Returns the result and the appended messages with their offsets.</summary>
    public AppendResult Append(AppendRequest append, out Message[] messages)
    {
        if (append.Creation is not null)
            return Create(append, out messages);
        while (true)
        {
            if (!_topics.TryGetValue(append.Topic, out var topic))
            {
                if (append.Conditions is { MustExist: true })
                {
                    messages = [];
                    return ConditionalAppends.Unchanged(
                        append, State(append.Topic).Epoch, 0, new AppendVerdict(AppendOutcome.NotFound));
                }

                topic = _topics.GetOrAdd(append.Topic, static (topic, log) => log.Begin(topic), this);
                _names.Changed();
            }

            if (topic.Properties is not null)
                RemoveIfExpired(append, topic);
            if (topic.TryAppend(append, out var result, out messages))
                return result;
        }
    }

    /// <summary>
    /// Deletes a topic and its messages. Used for the topics of deleted jobs, whose names (<c>job:</c> and the id of the job) are never
    /// used again.
    /// </summary>
    public void Delete(TopicName topic)
    {
        if (_topics.TryRemove(topic, out _))
            _names.Changed();
    }

    private MemoryTopic Begin(TopicName topic) => new(topic, UnusedEpoch(topic), MaxMessages(topic));

    private long MaxMessages(TopicName topic) => policies.For(topic).MaxMessages ?? TopicPolicy.DefaultMemoryMessages;

    private static bool IsThere(MemoryTopic topic) => topic.Properties is not null || topic.State.Newest > 0;

    private LogState State(TopicName topic) =>
        _topics.TryGetValue(topic, out var found) ? found.State : new LogState(UnusedEpoch(topic), 1, 0);

    // Returns the epoch (the id of one lifetime of the log) of a topic that does not exist yet. Readers of the empty topic see this epoch,
    // and the topic keeps it if a publish creates the topic.
    private string UnusedEpoch(TopicName topic) => _nextEpochs.GetValueOrDefault(topic) ?? Epoch.Of(_seed, topic);

    private long? FindThrough(TopicName topic, string epoch)
    {
        if (!_topics.TryGetValue(topic, out var found) || string.Equals(found.Epoch, epoch, StringComparison.Ordinal))
            return null;
        return new MemoryChain(found).ThroughOf(epoch) ?? (string.Equals(epoch, UnusedEpoch(topic), StringComparison.Ordinal) ? 0 : null);
    }

    private AppendResult Create(AppendRequest append, out Message[] messages)
    {
        lock (_lives)
        {
            messages = [];
            if (_topics.TryGetValue(append.Topic, out var existing))
                RemoveIfExpired(append, existing);
            if (_topics.TryGetValue(append.Topic, out existing) && IsThere(existing))
            {
                var state = existing.State;
                return ConditionalAppends.Unchanged(
                    append, state.Epoch, state.Newest, TopicCreations.Existing(append.Creation!, state.Properties));
            }

            var source = Source(append);
            if (source is not null && TopicCreations.CheckSource(append.Creation!, source.Value.Known) is { } refused)
                return ConditionalAppends.Unchanged(append, UnusedEpoch(append.Topic), 0, refused);
            return Create(append, source?.Topic, TopicCreations.Properties(append.Creation!, append.Time, source?.Known), out messages);
        }
    }

    private AppendResult Create(AppendRequest append, MemoryTopic? source, TopicProperties properties, out Message[] messages)
    {
        var topic = new MemoryTopic(
            append.Topic, Epoch.NewRandom(), MaxMessages(append.Topic), source, properties.Fork?.Offset ?? 0)
        {
            Properties = properties,
        };
        var result = topic.AppendFirst(append, out messages);
        if (source is not null)
            source.Forks++;
        if (_topics.TryGetValue(append.Topic, out var empty))
            empty.Remove();
        _topics[append.Topic] = topic;
        _names.Changed();
        return result;
    }

    private (MemoryTopic? Topic, ForkSource Known)? Source(AppendRequest append)
    {
        if (append.Creation!.Fork is not { } fork)
            return null;
        if (!_topics.TryGetValue(fork.Source, out var source))
            return (null, default);
        if (source.Properties?.IsExpired(append.Time) == true)
        {
            Remove(fork.Source, source);
            return (null, default);
        }

        var depth = 0;
        for (var from = source.Source; from is not null; from = from.Source)
            depth++;
        var state = source.State;
        return (source, new ForkSource(IsThere(source), state.Properties, state.Epoch, state.Newest, depth));
    }

    private void RemoveIfExpired(AppendRequest append, MemoryTopic topic)
    {
        if (append.Touched is { } touched)
            topic.Change(properties => properties?.TouchedAt(touched));
        if (topic.Properties?.IsExpired(append.Time) != true)
            return;
        lock (_lives)
        {
            if (_topics.TryGetValue(append.Topic, out var current) && ReferenceEquals(current, topic))
                Remove(append.Topic, topic);
        }
    }

    private DeleteOutcome Remove(TopicName name, MemoryTopic topic)
    {
        if (topic.Forks > 0)
        {
            topic.Change(static properties => (properties ?? TopicProperties.Default) with { IsDeleted = true });
            return DeleteOutcome.KeptForForks;
        }

        topic.Remove();
        _topics.TryRemove(KeyValuePair.Create(name, topic));
        _names.Changed();
        // The next topic of this name must get another epoch (id of one lifetime). Otherwise positions in the deleted topic would be valid
        // in the new one.
        if (string.Equals(topic.Epoch, UnusedEpoch(name), StringComparison.Ordinal))
            _nextEpochs[name] = Epoch.NewRandom();
        if (topic.Source is { } source && --source.Forks == 0 && source.Properties is { IsDeleted: true })
            Remove(source.Name, source);
        return DeleteOutcome.Deleted;
    }
}
