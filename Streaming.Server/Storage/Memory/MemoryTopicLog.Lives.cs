using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Storage.Memory;

/// <content>
/// Creates, forks and deletes topics. A topic that is created has a random epoch. A topic that is begun by a publish has the epoch that its
/// name had before, which clients may know already.
/// </content>
internal sealed partial class MemoryTopicLog
{
    // Protects the names of the topics and their numbers of forks. An append to a topic that exists does not take this lock.
    private readonly Lock _lives = new();

    // For topics that were deleted: the epoch that the topic gets if a publish creates it again.
    private readonly ConcurrentDictionary<TopicName, string> _nextEpochs = new();

    public ValueTask<(DeleteOutcome Outcome, LogState State)> DeleteAsync(
        TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken)
    {
        lock (_lives)
        {
            var outcome = !_topics.TryGetValue(topic, out var found) || !IsThere(found) ? DeleteOutcome.NotFound
                : found.Properties is { IsDeleted: true } ? DeleteOutcome.AlreadyDeleted
                : expiredAt is { } time && found.Properties?.IsExpired(time) != true ? DeleteOutcome.NotExpired
                : Remove(topic, found);
            return ValueTask.FromResult((outcome, State(topic)));
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

    private static bool IsThere(MemoryTopic topic) => topic.Properties is not null || topic.State.Newest > 0;

    private LogState State(TopicName topic) =>
        _topics.TryGetValue(topic, out var found) ? found.State : new LogState(UnusedEpoch(topic), 1, 0);

    // Returns the epoch of a topic that does not exist: the epoch that it gets if a publish creates it.
    private string UnusedEpoch(TopicName topic) => _nextEpochs.GetValueOrDefault(topic) ?? Epoch.Of(_seed, topic);

    private long? FindThrough(TopicName topic, string epoch)
    {
        if (!_topics.TryGetValue(topic, out var found) || string.Equals(found.Epoch, epoch, StringComparison.Ordinal))
            return null;
        return found.ThroughOf(epoch) ?? (string.Equals(epoch, UnusedEpoch(topic), StringComparison.Ordinal) ? 0 : null);
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
        // A topic that is created again under this name must not get the same epoch.
        if (string.Equals(topic.Epoch, UnusedEpoch(name), StringComparison.Ordinal))
            _nextEpochs[name] = Epoch.NewRandom();
        if (topic.Source is { } source && --source.Forks == 0 && source.Properties is { IsDeleted: true })
            Remove(source.Name, source);
        return DeleteOutcome.Deleted;
    }
}
