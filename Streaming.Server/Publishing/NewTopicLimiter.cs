using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Limits the rate at which a caller creates topics. A publish to a new name creates a topic, so a caller could otherwise create any number
/// of topics.
/// </summary>
internal sealed class NewTopicLimiter(TopicRegistry topics, PublishRateLimiter rates)
{
    /// <summary>If a topic does not exist yet, counts it against the caller's rate limit for new topics.</summary>
    /// <exception cref="RefusalException">The caller has exceeded the rate limit for new topics, or the store cannot be read.</exception>
    public ValueTask CountAsync(Caller caller, TopicName topic, CancellationToken cancellationToken) =>
        caller is { HasToken: false, Address: null } || topics.NewestInMemory(topic) > 0 ? ValueTask.CompletedTask
            : CountIfNewAsync(caller, topic, cancellationToken);

    private async ValueTask CountIfNewAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        if (!(await ReadBeforeWrite.RunAsync(topics.GetStateAsync(topic, cancellationToken))).Exists)
            rates.CountTopic(caller);
    }
}
