using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The topics that are in memory: loads a topic when it is used, and unloads it when it was idle for <see cref="TopicOptions.IdleTime"/>.
/// </summary>
internal sealed class LoadedTopics(TopicPolicies policies, TopicLogs logs, IOptions<TopicOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicName, Topic> _topics = new();

    /// <summary>All topics in memory.</summary>
    public ICollection<Topic> All => _topics.Values;

    /// <summary>The topic if it is in memory; otherwise null.</summary>
    public Topic? Find(TopicName name) => _topics.GetValueOrDefault(name);

    /// <summary>Loads the topic if needed, and keeps it in memory until <see cref="EndUse"/>.</summary>
    public async ValueTask<Topic> UseAsync(TopicName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_topics.TryGetValue(name, out var topic))
                topic = await LoadAsync(name, cancellationToken);
            if (topic.TryUse())
                return topic;

            // The topic was unloaded just now: load it again.
            _topics.TryRemove(KeyValuePair.Create(name, topic));
        }
    }

    /// <summary>Ends one use of the topic.</summary>
    public void EndUse(Topic topic) => topic.EndUse(time.GetTimestamp());

    /// <summary>Unloads topics that were idle for long enough. Their messages stay in the log.</summary>
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
        var loaded = new Topic(name, policy, log, await log.GetStateAsync(name, cancellationToken), options.Value);
        var topic = _topics.GetOrAdd(name, loaded);
        // Messages that were appended between reading the state and adding the topic were not reported to it.
        if (ReferenceEquals(topic, loaded))
            await loaded.CatchUpAsync((await log.GetStateAsync(name, cancellationToken)).Newest, cancellationToken);
        return topic;
    }
}
