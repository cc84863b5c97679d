using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides about topics with an owner, such as those of jobs. The data is loaded first, so that the decision itself never waits.
/// </summary>
public interface ITopicGuard
{
    /// <summary>Loads the data for the decision about a topic. Does nothing for topics without an owner.</summary>
    ValueTask LoadAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>Whether a caller that does not administer the topic may read it. False if nothing was loaded.</summary>
    bool MayRead(AccessControl control, Caller caller, TopicName topic);
}
