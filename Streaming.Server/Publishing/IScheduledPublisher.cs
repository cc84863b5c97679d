using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Publishes messages at a later time, including after a restart. The area of jobs implements it.</summary>
internal interface IScheduledPublisher
{
    /// <summary>Schedules validated messages. They are published once, at the due time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="messages">The messages, at least one.</param>
    /// <param name="due">The time of publication (UTC).</param>
    /// <param name="key">A key under which the publish is scheduled once within 24 h, or null.</param>
    /// <param name="owner">The owner of the messages: the subject of a token, or null.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <exception cref="RefusalException">The publish cannot be scheduled.</exception>
    Task<ScheduledPublish> PublishLaterAsync(
        TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, string? owner,
        CancellationToken cancellationToken);
}
