using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Appends messages to topics that are loaded into memory. Depending on the topic's policy, the log writer stores the messages, or they
/// stay in memory only.
/// </summary>
internal sealed class TopicAppender(
    LogWriter writer, IMemoryTopicLog memory, TopicObservers observers, TopicMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// Appends messages. When the call returns, they are as durable as the topic's policy requires, and visible to subscribers
    /// as soon as they have all messages before them.
    /// </summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
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
    /// Makes messages visible to subscribers after the store has committed the messages in the same transaction as another change, such as
    /// the change of a job.
    /// </summary>
    /// <param name="topic">The topic; null if it is not loaded into memory. Subscribers read messages that are missing in memory from the
    /// log.</param>
    /// <param name="append">The request whose messages the store has committed.</param>
    /// <param name="result">The offsets of the messages.</param>
    public void PublishCommitted(Topic? topic, AppendRequest append, in AppendResult result)
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
