using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Deletes topics that have expired or whose deletion was requested. Subscribers of a deleted topic on this node (server process) receive a
/// last message.
/// </summary>
internal sealed partial class TopicLives(
    LoadedTopics topics, TopicLogs logs, TopicTouches touches, StoreClock time, ILogger<TopicLives> logger)
{
    // The maximum number of expired topics that are read from the log in one call.
    private const int PageSize = 500;

    /// <summary>The clock that decides whether a topic has expired.</summary>
    public StoreClock Clock => time;

    /// <summary>
    /// Returns the state of a topic. If the topic has expired, deletes the topic first and returns its state after the deletion. A deleted
    /// topic may be kept only for its forks (topics that begin with its messages): such a topic is returned as a topic without messages.
    /// </summary>
    public async ValueTask<LogState> CheckAsync(TopicName topic, LogState state, CancellationToken cancellationToken)
    {
        if (state.Properties is not { } properties)
            return state;
        if (touches.Find(topic) is { } touched)
            state = state with { Properties = properties = properties.TouchedAt(touched) };
        if (properties.IsExpired(time.GetUtcNow().UtcDateTime))
        {
            await DeleteAsync(topic, EndReason.Expired, cancellationToken);
            state = await logs.Get(topic).GetStateAsync(topic, cancellationToken);
        }

        return state.Properties is { IsDeleted: true } ? state with { Oldest = state.Newest + 1 } : state;
    }

    /// <summary>
    /// Checks that a topic may be read, and deletes the topic first if it has expired. The check counts as a read of the topic, which
    /// prolongs its time to live.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The topic is deleted, and its messages are kept only for its forks (topics that begin with its messages).
    /// </exception>
    public async ValueTask CheckReadableAsync(Topic topic, CancellationToken cancellationToken)
    {
        var properties = topic.Life.Properties;
        if (properties?.Expires is not null)
        {
            var state = await CheckAsync(
                topic.Name, await topic.Log.GetStateAsync(topic.Name, cancellationToken), cancellationToken);
            properties = state.Properties;
            touches.Add(topic.Name, state.Epoch, properties);
        }

        if (properties is { IsDeleted: true })
            throw new AppendVerdict(AppendOutcome.Deleted).ToRefusal(topic.Name);
    }

    /// <summary>
    /// Records that a topic was read. A read prolongs the topic's time to live (the time without use after which it expires).
    /// </summary>
    public void Touch(TopicName topic, in LogState state) => touches.Add(topic, state.Epoch, state.Properties);

    /// <summary>
    /// Deletes a topic, and ends the streams of its subscribers. If the reason is <see cref="EndReason.Expired"/>, the topic is deleted
    /// only if it really has expired.
    /// </summary>
    public async ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, EndReason reason, CancellationToken cancellationToken)
    {
        var log = logs.Get(topic);
        var now = time.GetUtcNow().UtcDateTime;
        var epoch = topics.Find(topic)?.Epochs.Current;
        if (reason == EndReason.Expired && touches.Find(topic) is not null)
            await touches.FlushAsync(cancellationToken);
        var outcome = await log.DeleteAsync(topic, reason == EndReason.Expired ? now : null, cancellationToken);
        if (outcome is not (DeleteOutcome.Deleted or DeleteOutcome.KeptForForks))
            return outcome;
        if (topics.Find(topic) is { } loaded)
            await EndAsync(loaded, epoch, reason, now);
        if (outcome == DeleteOutcome.Deleted)
            await TryDeleteRemainsAsync(log, cancellationToken);
        return outcome;
    }

    // Ends a topic in memory that was deleted from the log. The deletion is committed, so nothing cancels this.
    private async ValueTask EndAsync(Topic topic, string? deletedEpoch, EndReason reason, DateTime now)
    {
        try
        {
            var state = await topic.Log.GetStateAsync(topic.Name, CancellationToken.None);
            // If the topic in memory has followed the log meanwhile, it has ended the deleted topic already, and may be the next one. If it
            // was loaded during the deletion, its epoch (the id of one lifetime of its log) tells below whether it is the deleted one.
            if (deletedEpoch is not null)
                topic.Life.TryEnd(deletedEpoch, reason, state, now);
            // A message may have been appended right after the deletion, so that a new topic of the same name has begun in the log. So the
            // state is read again, and the topic in memory adopts it.
            state = await topic.Log.GetStateAsync(topic.Name, CancellationToken.None);
            await topic.AdoptAsync(state, CancellationToken.None);
            topic.CatchUp(state);
        }
        catch (Exception e)
        {
            LogStateNotRead(e, topic.Name);
            topic.Epochs.MarkOutdated(isDeleted: true);
            topic.CatchUp();
            // The topic may have ended before the failure.
            topic.NotifyListeners(canDeliverInline: false);
        }
    }

    private async ValueTask TryDeleteRemainsAsync(ITopicLog log, CancellationToken cancellationToken)
    {
        try
        {
            await log.DeleteRemainsAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client no longer waits. The topic is deleted, and the retention service deletes its messages from the store.
        }
        catch (Exception e)
        {
            LogRemainsNotDeleted(e);
        }
    }

    /// <summary>Deletes all expired topics of a log.</summary>
    public async Task ExpireAsync(ITopicLog log, CancellationToken cancellationToken)
    {
        await touches.FlushAsync(cancellationToken);
        IReadOnlyList<TopicName> expired;
        do
        {
            expired = await log.ListExpiredAsync(time.GetUtcNow().UtcDateTime, PageSize, cancellationToken);
            foreach (var topic in expired)
                await DeleteAsync(topic, EndReason.Expired, cancellationToken);
        }
        while (expired.Count == PageSize);
    }

    [LoggerMessage(1, LogLevel.Error,
        "Topic {Topic} was deleted, but its state could not be read afterwards; its subscribers wait until a retry succeeds.")]
    private partial void LogStateNotRead(Exception exception, TopicName topic);

    [LoggerMessage(2, LogLevel.Error, "Failed to delete messages of deleted topics from the store; the next interval tries again.")]
    private partial void LogRemainsNotDeleted(Exception exception);
}
