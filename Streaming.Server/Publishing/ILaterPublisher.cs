using Streaming.Server.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Publishes at a later time, and remembers it over a restart. Whoever can do so registers this.</summary>
public interface ILaterPublisher
{
    /// <summary>Takes messages that were checked; they are published once when they are due.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="messages">At least one.</param>
    /// <param name="due">When (UTC).</param>
    /// <param name="key">A key under which the same publish counts once within 24 h, or null.</param>
    /// <param name="owner">Whose they are: the subject of a token, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusalException">It cannot be taken.</exception>
    Task<LaterPublish> PublishLaterAsync(TopicName topic, IReadOnlyList<NewMessage> messages, DateTime due, IdempotencyKey? key, string? owner, CancellationToken cancellationToken);
}

/// <summary>A publish that waits.</summary>
/// <param name="Location">The path where it can be looked at and cancelled, from <c>/</c>.</param>
/// <param name="Answer">How it stands.</param>
public sealed record LaterPublish(string Location, object Answer);
