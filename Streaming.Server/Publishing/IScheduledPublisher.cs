using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Publishes messages at a later time, even if the server restarts in between. The service for jobs implements this interface.
/// </summary>
internal interface IScheduledPublisher
{
    /// <summary>Schedules messages, which must be validated already. They are published once, at the due time.</summary>
    /// <param name="topic">The topic to publish to.</param>
    /// <param name="messages">The messages to publish, at least one.</param>
    /// <param name="due">The time at which the messages are published (UTC).</param>
    /// <param name="key">An idempotency key, under which the messages are scheduled only once within 24 hours; null for none.</param>
    /// <param name="owner">The subject of the token of the messages' owner; null if there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the result. The messages may be scheduled nevertheless.</param>
    /// <exception cref="RefusalException">The messages cannot be scheduled.</exception>
    Task<ScheduledPublish> PublishLaterAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, string? owner,
        CancellationToken cancellationToken);
}
