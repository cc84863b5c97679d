using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the topics that are loaded into memory. A topic is loaded when it is used, and unloaded when it was idle for
/// <see cref="TopicOptions.IdleTime"/> (default 5 min).
/// </summary>
internal sealed class LoadedTopics(
    TopicPolicies policies, TopicLogs logs, TopicCatchUp catchUp, IOptions<TopicOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicName, Topic> _topics = new();

    /// <summary>All topics that are loaded into memory.</summary>
    public ICollection<Topic> All => _topics.Values;

    /// <summary>Returns a topic that is loaded into memory; null if the topic is not loaded.</summary>
    public Topic? Find(TopicName name) => _topics.GetValueOrDefault(name);

    /// <summary>
    /// Returns a topic, and loads it into memory if necessary. The topic stays loaded until the caller calls <see cref="EndUse"/>.
    /// </summary>
    public async ValueTask<Topic> UseAsync(TopicName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_topics.TryGetValue(name, out var topic))
                topic = await LoadAsync(name, cancellationToken);
            if (topic.TryUse())
                return topic;

            // Another thread has just unloaded the topic, so load it again.
            _topics.TryRemove(KeyValuePair.Create(name, topic));
        }
    }

    /// <summary>Ends one use of a topic that began with <see cref="UseAsync"/>. A topic without uses can be unloaded from memory.</summary>
    public void EndUse(Topic topic) => topic.EndUse(time.GetTimestamp());

    /// <summary>
    /// Unloads topics that were idle for longer than <see cref="TopicOptions.IdleTime"/> from memory. Their messages stay in the log.
    /// </summary>
    public void UnloadIdle()
    {
        foreach (var topic in _topics.Values)
        {
            if (time.GetElapsedTime(topic.LastUsed) > options.Value.IdleTime && topic.TryRetire())
                _topics.TryRemove(KeyValuePair.Create(topic.Name, topic));
        }
    }

    private async ValueTask<Topic> LoadAsync(TopicName name, CancellationToken cancellationToken)
    {
        var policy = policies.For(name);
        var log = logs.Get(policy);
        var loaded = new Topic(name, policy, log, await log.GetStateAsync(name, cancellationToken), options.Value, catchUp);
        var topic = _topics.GetOrAdd(name, loaded);
        // Messages that were appended after the state was read and before the topic was added were not reported to the topic.
        if (ReferenceEquals(topic, loaded))
            loaded.CatchUp((await log.GetStateAsync(name, cancellationToken)).Newest);
        return topic;
    }
}
