using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>Decides about topics of which each belongs to somebody, as those of jobs do. What it needs for that is loaded first, so that the decision itself never waits.</summary>
internal interface ITopicGuard
{
    /// <summary>Loads what the decision about a topic needs. Does nothing for topics of other kinds.</summary>
    ValueTask LoadAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>Whether a caller who does not administer the topic may read it. False where nothing was loaded.</summary>
    bool MayRead(AccessControl control, Caller caller, TopicName topic);
}
