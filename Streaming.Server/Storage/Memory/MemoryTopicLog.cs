using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Core.Topics.Properties;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Stores the messages of topics in this process's memory. Each start of the process gives every topic a new epoch (six characters that
/// identify one lifetime of its log), from which clients learn that the old messages are lost.
/// </summary>
internal sealed partial class MemoryTopicLog(TopicPolicies policies) : IMemoryTopicLog
{
    private readonly ConcurrentDictionary<TopicName, MemoryTopic> _topics = new();
    private readonly string _seed = Epoch.NewSeed();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult(State(topic));

    public ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<(TopicName, LogState)> page =
        [
            .. _topics.Where(pair => string.CompareOrdinal(pair.Key.Value, after?.Value) > 0)
                .OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value.State))
                .Where(pair => pair.State.Exists)
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

    public ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_topics.TryGetValue(topic, out var memoryTopic) ? memoryTopic.Find(time) : 1);

    public ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(FindThrough(topic, epoch));

    public ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken)
    {
        if (_topics.TryGetValue(topic, out var memoryTopic))
            memoryTopic.Trim(before);
        return GetStateAsync(topic, cancellationToken);
    }

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
    public void Delete(TopicName topic) => _topics.TryRemove(topic, out _);

    private MemoryTopic Begin(TopicName topic) => new(topic, UnusedEpoch(topic), MaxMessages(topic));

    private long MaxMessages(TopicName topic) => policies.For(topic).MaxMessages ?? TopicPolicy.DefaultMemoryMessages;
}
