using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides whether a caller may read a topic that has an owner, such as the topic of a job. The data for the decision is loaded in advance
/// (<see cref="LoadAsync"/>), so that the decision never waits.
/// </summary>
public interface ITopicGuard
{
    /// <summary>
    /// Loads the data that decides which callers may read a topic, such as the owner of a job. Does nothing if the topic has no owner.
    /// </summary>
    ValueTask LoadAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>
    /// Returns whether a caller that is not an administrator of the topic may read it. Returns false if <see cref="LoadAsync"/> has not
    /// loaded the data of the topic before.
    /// </summary>
    bool MayRead(AccessControl control, Caller caller, TopicName topic);
}
