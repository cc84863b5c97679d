using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Limits the rate at which a caller creates topics. A publish to any name creates a topic, so an anonymous caller could otherwise create
/// any number of them.
/// </summary>
internal sealed class NewTopicLimiter(TopicRegistry topics, PublishRateLimiter rates)
{
    /// <summary>Counts the topic against the caller's limit if it has no message yet.</summary>
    /// <exception cref="RefusalException">The caller has created too many topics in the last minute.</exception>
    public ValueTask CountAsync(Caller caller, TopicName topic, CancellationToken cancellationToken) =>
        caller is { HasToken: false, Address: null } || topics.NewestInMemory(topic) > 0 ? ValueTask.CompletedTask
            : LookAsync(caller, topic, cancellationToken);

    private async ValueTask LookAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        if ((await topics.GetStateAsync(topic, cancellationToken)).Newest == 0)
            rates.SpendTopic(caller);
    }
}
