using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>Counts the topics that somebody begins: a name is enough, so that a stranger could begin any number of them.</summary>
internal sealed class NewTopicLimiter(TopicRegistry topics, PublishRateLimiter rates)
{
    /// <summary>Counts the topic for the caller if nobody has written to it.</summary>
    /// <exception cref="RefusalException">The caller has begun too many lately.</exception>
    public ValueTask CountAsync(Caller caller, TopicName topic, CancellationToken cancellationToken) =>
        caller is { HasToken: false, Address: null } || topics.NewestInMemory(topic) > 0 ? ValueTask.CompletedTask : LookAsync(caller, topic, cancellationToken);

    private async ValueTask LookAsync(Caller caller, TopicName topic, CancellationToken cancellationToken)
    {
        if ((await topics.GetStateAsync(topic, cancellationToken)).Newest == 0)
            rates.SpendTopic(caller);
    }
}
