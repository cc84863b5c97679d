using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Gives access to all topics: subscribes to topics, appends messages to them, and reads their state. A topic exists as soon as it has a
/// message, without being created. A topic can also be created explicitly, with properties such as a content type.
/// </summary>
public sealed class TopicRegistry
{
    private readonly LoadedTopics _topics;
    private readonly TopicLogs _logs;
    private readonly TopicAppender _appender;
    private readonly TopicLives _lives;
    private readonly OtherSubscribers _others;
    private readonly PageLimiter _replays;
    private readonly Action<Topic> _endUse;

    internal TopicRegistry(LoadedTopics topics, TopicLogs logs, TopicAppender appender, TopicLives lives, OtherSubscribers others,
        PageLimits pages)
    {
        (_topics, _logs, _appender, _lives, _others, _replays) = (topics, logs, appender, lives, others, pages.Replays);
        _endUse = topics.EndUse;
    }

    /// <summary>The topics that are loaded into memory.</summary>
    internal ICollection<Topic> Loaded => _topics.All;

    /// <summary>
    /// All logs (stores of messages) of this process: the store of the server, the log in memory, and, if several nodes share the store,
    /// the log of their shared topics in memory. A server without a database has only the log in memory.
    /// </summary>
    internal IReadOnlyList<ITopicLog> Logs => _logs.All;

    /// <summary>Returns the log that stores the messages of a topic.</summary>
    internal ITopicLog GetLog(TopicName topic) => _logs.Get(topic);

    /// <summary>Reads the state of a topic: its epoch (the id of one lifetime of its log), and its oldest and newest offset.</summary>
    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken)
    {
        var state = await GetLog(topic).GetStateAsync(topic, cancellationToken);
        return state.Properties is null ? state : await _lives.CheckAsync(topic, state, cancellationToken);
    }

    /// <summary>
    /// Returns the number of subscriptions to a topic in this process and, with a PostgreSQL store, on the other nodes as they last
    /// reported them (every 2 s).
    /// </summary>
    public int CountSubscribers(TopicName topic) => (_topics.Find(topic)?.Subscribers ?? 0) + _others.Count(topic);

    /// <summary>
    /// Returns the newest offset of a topic in memory that is visible to subscribers; 0 if the topic is not loaded into memory.
    /// </summary>
    internal long NewestInMemory(TopicName topic) => _topics.Find(topic)?.Newest ?? 0;

    /// <summary>
    /// Subscribes to a topic. If the log has deleted messages after the requested position, the first message is of type <c>gap</c>, which
    /// stands for the deleted messages.
    /// </summary>
    public ValueTask<Subscription> SubscribeAsync(
        TopicName topic, SubscriptionStart start, CancellationToken cancellationToken, SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync([(topic, start)], isComposite: false, slow, cancellationToken);

    /// <summary>Subscribes to several topics with one subscription.</summary>
    public ValueTask<Subscription> SubscribeAsync(
        IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> topics, CancellationToken cancellationToken,
            SlowPolicy slow = SlowPolicy.Replay) =>
        SubscribeAsync(topics, isComposite: true, slow, cancellationToken);

    /// <summary>
    /// Appends messages to a topic, all or none. When the call returns, the messages are stored as the policy of the topic requires. A
    /// message becomes visible to subscribers as soon as all messages before it are visible.
    /// </summary>
    /// <exception cref="RefusalException">The topic is closed or deleted, the store failed to write the messages, or the server is
    /// stopping.</exception>
    internal async ValueTask<AppendResult> AppendAsync(
        TopicName name, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken)
    {
        var topic = await ReadBeforeWrite.RunAsync(_topics.UseAsync(name, cancellationToken));
        try
        {
            var result = await _appender.AppendAsync(topic, messages, key, part, cancellationToken);
            return result.Verdict is { IsRefusal: true } verdict ? throw verdict.ToRefusal(name) : result;
        }
        finally
        {
            _topics.EndUse(topic);
        }
    }

    /// <summary>
    /// Creates a topic, or appends messages to a topic if the conditions of the request are met. <see cref="AppendResult.Verdict"/>
    /// describes what was done, or why the request was refused. Such a refusal is not thrown as an exception.
    /// </summary>
    /// <exception cref="RefusalException">The created topic would have expired already, the store failed to write the messages, or the
    /// server is stopping.</exception>
    internal async ValueTask<AppendResult> AppendAsync(
        TopicName name, IReadOnlyList<NewMessage> messages, AppendConditions? conditions, TopicCreation? creation,
        CancellationToken cancellationToken)
    {
        if (creation?.ExpiresAt is { } end && end <= _lives.Clock.GetUtcNow().UtcDateTime)
            throw RefusalException.Invalid($"The topic would expire at {end:u}, which is in the past; give a later time.");
        var topic = await ReadBeforeWrite.RunAsync(_topics.UseAsync(name, cancellationToken));
        try
        {
            return await _appender.AppendAsync(topic, messages, conditions, creation, cancellationToken);
        }
        finally
        {
            _topics.EndUse(topic);
        }
    }

    /// <summary>
    /// Deletes a topic with its messages, and ends the streams of its subscribers. If other topics are forks of the topic (they begin with
    /// its messages), the messages are kept until the forks are deleted.
    /// </summary>
    internal ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, CancellationToken cancellationToken) =>
        _lives.DeleteAsync(topic, EndReason.Deleted, cancellationToken);

    /// <summary>Deletes all expired topics of a log.</summary>
    internal Task ExpireAsync(ITopicLog log, CancellationToken cancellationToken) => _lives.ExpireAsync(log, cancellationToken);

    /// <summary>Records that a topic was read, which prolongs its time to live. Does nothing for a topic without a time to live.</summary>
    internal void Touch(TopicName topic, in LogState state) => _lives.Touch(topic, state);

    /// <summary>
    /// Makes messages visible to subscribers that the store has already committed, in one transaction with another change (such as the
    /// change of a job). The order of several calls for one topic does not matter.
    /// </summary>
    internal void PublishCommitted(AppendRequest append, in AppendResult result) =>
        _appender.PublishCommitted(_topics.Find(append.Topic), append, result);

    /// <summary>
    /// Records that the store has committed messages of a topic. The messages are then read from the log and sent to the subscribers on
    /// this node (server process).
    /// </summary>
    internal void CatchUp(TopicName topic)
    {
        if (_topics.Find(topic) is not { } loaded)
            return;
        loaded.Epochs.MarkOutdated(isDeleted: false);
        loaded.CatchUp();
    }

    /// <summary>Deletes the messages of a topic with offsets lower than the given one.</summary>
    /// <returns>The epoch (the id of one lifetime of the log) and the remaining offsets of the topic after the deletion.</returns>
    public async ValueTask<LogState> TrimAsync(TopicName topic, long before, CancellationToken cancellationToken) =>
        await TrimAsync(topic, (await GetLog(topic).GetStateAsync(topic, cancellationToken)).Epoch, before, cancellationToken);

    /// <summary>
    /// Deletes the messages of a topic with offsets lower than the given one, unless the topic has another epoch (id of one lifetime of its
    /// log) than the given one.
    /// </summary>
    /// <returns>The epoch (the id of one lifetime of the log) and the remaining offsets of the topic after the deletion.</returns>
    internal async ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken)
    {
        var state = await GetLog(topic).TrimAsync(topic, epoch, before, cancellationToken);
        _topics.Find(topic)?.Trim(state);
        return state;
    }

    /// <summary>
    /// Unloads from memory the topics that were not used for <see cref="TopicOptions.IdleTime"/> (default 5 min). Their messages stay in
    /// the log.
    /// </summary>
    internal void UnloadIdleTopics() => _topics.UnloadIdle();

    private async ValueTask<Subscription> SubscribeAsync(
        IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> topics, bool isComposite, SlowPolicy slow,
            CancellationToken cancellationToken)
    {
        var subscription = new Subscription(topics.Count, isComposite, _replays, _endUse);
        try
        {
            foreach (var (name, start) in topics)
            {
                var topic = await _topics.UseAsync(name, cancellationToken);
                if (topic.Life.Properties is not null)
                    await CheckReadableAsync(topic, cancellationToken);
                await subscription.AddAsync(topic, start, slow, _lives.Clock, cancellationToken);
            }

            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CheckReadableAsync(Topic topic, CancellationToken cancellationToken)
    {
        try
        {
            await _lives.CheckReadableAsync(topic, cancellationToken);
        }
        catch
        {
            _topics.EndUse(topic);
            throw;
        }
    }
}
