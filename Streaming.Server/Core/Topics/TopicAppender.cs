using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Appends messages to topics that are loaded into memory. The policy of the topic decides whether the messages are written to the store or
/// stay in memory only.
/// </summary>
internal sealed class TopicAppender(
    LogWriter writer, IMemoryTopicLog memory, TopicObservers observers, OtherSubscribers others, TopicMetrics metrics,
    TopicTouches touches, StoreClock time)
{
    /// <summary>
    /// Appends messages to a topic. When the call returns, the messages are stored as the policy of the topic requires. A message becomes
    /// visible to subscribers as soon as all messages before it are visible.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(
        Topic topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken) =>
        AppendAsync(
            topic,
            new AppendRequest
            {
                Topic = topic.Name,
                Messages = messages,
                Time = time.UtcNowMicroseconds(),
                Key = key,
                Part = part,
                Subscribers = topic.Subscribers + others.Count(topic.Name),
                Touched = topic.Life.Properties is null ? null : touches.Find(topic.Name),
                Trace = MessageTraces.OfCaller(),
            },
            cancellationToken);

    /// <summary>
    /// Creates a topic, or appends messages to a topic if the conditions of the request are met. <see cref="AppendResult.Verdict"/>
    /// describes what was done, or why the request was refused.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(
        Topic topic, IReadOnlyList<NewMessage> messages, AppendConditions? conditions, TopicCreation? creation,
        CancellationToken cancellationToken) =>
        AppendAsync(
            topic,
            new AppendRequest
            {
                Topic = topic.Name,
                Messages = messages,
                Time = time.UtcNowMicroseconds(),
                Subscribers = topic.Subscribers + others.Count(topic.Name),
                Conditions = conditions,
                Creation = creation,
                Touched = touches.Find(topic.Name),
                Trace = MessageTraces.OfCaller(),
            },
            cancellationToken);

    /// <summary>
    /// Makes messages visible to subscribers that the store has already committed, in one transaction with another change (such as the
    /// change of a job).
    /// </summary>
    /// <param name="topic">The topic of the messages; null if the topic is not loaded into memory. Subscribers then read the messages from
    /// the log.</param>
    /// <param name="append">The request whose messages the store has committed.</param>
    /// <param name="result">The result of the request, with the offsets of the messages.</param>
    public void PublishCommitted(Topic? topic, AppendRequest append, in AppendResult result)
    {
        metrics.Published(result.Appended);
        if (topic is null)
            return;
        topic.ApplyAppended(append, result);
        topic.NotifyListeners(canDeliverInline: false);
    }

    private ValueTask<AppendResult> AppendAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken) =>
        StreamingActivities.HasListeners ? AppendTracedAsync(topic, append, cancellationToken)
            : AppendUntracedAsync(topic, append, cancellationToken);

    private ValueTask<AppendResult> AppendUntracedAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken) =>
        ReferenceEquals(topic.Log, memory) ? ValueTask.FromResult(AppendInMemory(topic, append))
            : writer.AppendAsync(topic, append, cancellationToken);

    private async ValueTask<AppendResult> AppendTracedAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken)
    {
        using var publish = PublishTrace.Start(append);
        try
        {
            var result = await AppendUntracedAsync(topic, append with { Trace = MessageTraces.Of(publish) }, cancellationToken);
            PublishTrace.SetResult(publish, result);
            return result;
        }
        catch (Exception e)
        {
            publish?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    private AppendResult AppendInMemory(Topic topic, AppendRequest append)
    {
        var started = time.GetTimestamp();
        var result = topic.AppendInMemory(memory, append);
        metrics.Acknowledged(time.GetElapsedTime(started), inMemory: true);
        metrics.Published(result.Appended);
        observers.Notify(topic.Name, isOwn: true);
        return result;
    }
}
