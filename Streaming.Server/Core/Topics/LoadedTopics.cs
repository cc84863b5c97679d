using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the topics that are loaded into memory. A topic is loaded at its first use, and unloaded when it was not used for
/// <see cref="TopicOptions.IdleTime"/> (default 5 min).
/// </summary>
internal sealed class LoadedTopics(
    TopicPolicies policies, TopicLogs logs, TopicCatchUp catchUp, IOptions<TopicOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicName, Topic> _topics = new();

    /// <summary>All topics that are loaded into memory.</summary>
    public ICollection<Topic> All => _topics.Values;

    /// <summary>The number of topics that are loaded into memory.</summary>
    public int Count => _topics.Count;

    /// <summary>Returns a topic that is loaded into memory; null if the topic is not loaded.</summary>
    public Topic? Find(TopicName name) => _topics.GetValueOrDefault(name);

    /// <summary>
    /// Returns a topic, and loads the topic into memory if it is not loaded. The topic stays in memory at least until the caller calls
    /// <see cref="EndUse"/>.
    /// </summary>
    public async ValueTask<Topic> UseAsync(TopicName name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_topics.TryGetValue(name, out var topic))
                topic = await LoadAsync(name, cancellationToken);
            if (topic.Uses.TryBegin())
                return topic;

            // Another thread has meanwhile unloaded this topic from memory, so the topic is loaded again.
            _topics.TryRemove(KeyValuePair.Create(name, topic));
        }
    }

    /// <summary>
    /// Ends a use of a topic that <see cref="UseAsync"/> began. When all uses have ended, the topic can be unloaded from memory. A topic
    /// that does not exist is unloaded at once: otherwise a client that only reads could fill the memory with names.
    /// </summary>
    public void EndUse(Topic topic)
    {
        topic.Uses.End(time.GetTimestamp());
        if (topic.Newest == 0 && topic.Life.Properties is null)
            TryUnload(topic);
    }

    /// <summary>
    /// Unloads from memory the topics that were not used for longer than <see cref="TopicOptions.IdleTime"/>. Their messages stay in the
    /// log.
    /// </summary>
    public void UnloadIdle()
    {
        foreach (var topic in _topics.Values)
        {
            if (time.GetElapsedTime(topic.Uses.LastUsed) > options.Value.IdleTime)
                TryUnload(topic);
        }
    }

    private void TryUnload(Topic topic)
    {
        if (topic.Uses.TryMarkUnloaded())
            _topics.TryRemove(KeyValuePair.Create(topic.Name, topic));
    }

    private async ValueTask<Topic> LoadAsync(TopicName name, CancellationToken cancellationToken)
    {
        var policy = policies.For(name);
        var log = logs.Get(policy);
        var loaded = new Topic(name, policy, log, await log.GetStateAsync(name, cancellationToken), options.Value, catchUp);
        var topic = _topics.GetOrAdd(name, loaded);
        // Messages may have been appended after the state of the topic was read and before the topic was added to the loaded topics. These
        // messages were not reported to the topic, so its state is read again.
        if (ReferenceEquals(topic, loaded))
            await ReadAgainAsync(loaded, cancellationToken);
        return topic;
    }

    private static async ValueTask ReadAgainAsync(Topic topic, CancellationToken cancellationToken)
    {
        try
        {
            var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
            await topic.AdoptAsync(state, cancellationToken);
            topic.CatchUp(state);
        }
        catch
        {
            // The caller has gone, or the read has failed. Others may use the topic already, so its state is read until a read succeeds.
            topic.Epochs.MarkOutdated(isDeleted: false);
            topic.CatchUp();
            throw;
        }
    }
}
