using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>Appends messages to loaded topics: to the log through its writer, or directly to memory.</summary>
internal sealed class TopicAppender(
    LogWriter writer, IMemoryTopicLog memory, TopicObservers observers, TopicMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Appends messages. When the call returns, they are as durable as the topic's policy requires, and visible to subscribers.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write them, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(
        Topic topic, IReadOnlyList<NewMessage> messages, IdempotencyKey? key, UploadPart? part, CancellationToken cancellationToken)
    {
        var append = new AppendRequest
        {
            Topic = topic.Name,
            Messages = messages,
            Time = time.UtcNowMicroseconds(),
            Key = key,
            Part = part,
            Subscribers = topic.Subscribers,
        };
        return ReferenceEquals(topic.Log, memory) ? ValueTask.FromResult(AppendInMemory(topic, append))
            : writer.AppendAsync(topic, append, cancellationToken);
    }

    /// <summary>
    /// Makes messages visible that the store committed together with a change of another kind, such as a change of a job.
    /// </summary>
    /// <param name="topic">The topic; null if it is not in memory. Subscribers read what is missing in memory from the log.</param>
    /// <param name="append">The messages.</param>
    /// <param name="result">Their offsets.</param>
    public void ShowCommitted(Topic? topic, AppendRequest append, in AppendResult result)
    {
        metrics.Published(result.Appended);
        if (topic is null)
            return;
        topic.ApplyAppended(append, result);
        topic.Wake(canDeliverInline: false);
    }

    private AppendResult AppendInMemory(Topic topic, AppendRequest append)
    {
        var result = topic.AppendInMemory(memory, append);
        metrics.Published(result.Appended);
        observers.Notify(topic.Name, isOwn: true);
        return result;
    }
}
