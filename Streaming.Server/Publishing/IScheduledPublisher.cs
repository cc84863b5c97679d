using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Publishes at a later time, and remembers it over a restart. Whoever can do so registers this.</summary>
public interface IScheduledPublisher
{
    /// <summary>Takes messages that were checked; they are published once when they are due.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="due">When (UTC).</param>
    /// <param name="key">A key under which the same publish counts once within 24 h, or null.</param>
    /// <param name="owner">Whose they are: the subject of a token, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusalException">It cannot be taken.</exception>
    Task<ScheduledPublish> PublishLaterAsync(TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, string? owner, CancellationToken cancellationToken);
}
