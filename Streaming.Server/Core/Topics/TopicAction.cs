namespace Streaming.Server.Core.Topics;

/// <summary>The actions on a topic for which a caller may need permission.</summary>
public enum TopicAction
{
    /// <summary>The caller publishes messages to the topic.</summary>
    Publish,

    /// <summary>The caller subscribes to the topic, or reads its history, its state or the list of the room's members.</summary>
    Subscribe,

    /// <summary>
    /// The caller enqueues jobs. The permission is checked for a topic whose name is <c>job:</c> followed by the type of the job. A claim
    /// (a list of topic patterns in a token) to publish to that topic grants the permission.
    /// </summary>
    Enqueue,

    /// <summary>
    /// The caller administers the topic: deletes old messages, changes what others have published, or publishes in the name of others.
    /// </summary>
    Administer,
}
