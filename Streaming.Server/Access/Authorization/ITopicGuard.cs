using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides who may read a topic that has an owner, such as the topic of a job. The data for the decision is loaded before, so that the
/// decision itself never waits.
/// </summary>
public interface ITopicGuard
{
    /// <summary>Loads the data for the decision about a topic. Does nothing if the topic has no owner.</summary>
    ValueTask LoadAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// Returns whether a caller that does not administer the topic may read it. False if <see cref="LoadAsync"/> has loaded no data for the
    /// topic.
    /// </summary>
    bool MayRead(AccessControl control, Caller caller, TopicName topic);
}
