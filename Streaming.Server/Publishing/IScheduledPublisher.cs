using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>
/// Stores messages that the server publishes at a later time, even if the server restarts in between. The job queue implements this
/// interface.
/// </summary>
internal interface IScheduledPublisher
{
    /// <summary>
    /// Schedules messages: the server publishes them once, at the due time. The caller of this method has already checked that the messages
    /// are valid.
    /// </summary>
    /// <param name="topic">The topic to publish to.</param>
    /// <param name="messages">The messages to publish, at least one.</param>
    /// <param name="due">The time at which the server publishes the messages (UTC).</param>
    /// <param name="key">An idempotency key, so that a repetition of the request within 24 hours does not schedule the messages again; null
    /// for none.</param>
    /// <param name="caller">The caller that schedules the messages.</param>
    /// <param name="cancellationToken">Stops waiting for the result. The messages may be scheduled nevertheless.</param>
    /// <exception cref="RefusalException">The messages cannot be scheduled.</exception>
    Task<ScheduledPublish> PublishLaterAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, Caller caller,
        CancellationToken cancellationToken);
}
