using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics.Properties;

/// <summary>Deletes topics, at a request or since they have expired, and ends their subscribers on this node.</summary>
internal sealed class TopicLives(LoadedTopics topics, TopicLogs logs, TopicTouches touches, TimeProvider time)
{
    // The number of expired topics that are read at once.
    private const int PageSize = 500;

    /// <summary>The clock by which topics expire.</summary>
    public TimeProvider Clock => time;

    /// <summary>
    /// Returns the state of a topic at this moment: one that has expired is deleted first. A topic that is kept only for its forks has no
    /// messages.
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

    /// <summary>Throws if a topic was deleted; deletes it first if it has expired. Counts as a read of the topic.</summary>
    /// <exception cref="RefusalException">The topic is deleted, and its messages are kept for its forks.</exception>
    public async ValueTask CheckReadableAsync(Topic topic, CancellationToken cancellationToken)
    {
        var properties = topic.Properties;
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

    /// <summary>Records a read of a topic, which prolongs its time to live.</summary>
    public void Touch(TopicName topic, in LogState state) => touches.Add(topic, state.Epoch, state.Properties);

    /// <summary>Deletes a topic; for the reason <see cref="EndReason.Expired"/> only if it has expired.</summary>
    public async ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, EndReason reason, CancellationToken cancellationToken)
    {
        var log = logs.Get(topic);
        var now = time.GetUtcNow().UtcDateTime;
        if (reason == EndReason.Expired && touches.Find(topic) is not null)
            await touches.FlushAsync(cancellationToken);
        var (outcome, state) = await log.DeleteAsync(topic, reason == EndReason.Expired ? now : null, cancellationToken);
        if (outcome is not (DeleteOutcome.Deleted or DeleteOutcome.KeptForForks) || topics.Find(topic) is not { } loaded)
            return outcome;
        loaded.EndLife(reason, state, now);
        // A message may have begun the next life meanwhile, which the topic in memory did not take over.
        state = await log.GetStateAsync(topic, cancellationToken);
        await loaded.AdoptAsync(state, cancellationToken);
        loaded.CatchUp(state.Newest);
        return outcome;
    }

    /// <summary>Deletes all topics of a log that have expired.</summary>
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
}
