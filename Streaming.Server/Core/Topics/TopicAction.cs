namespace Streaming.Server.Core.Topics;

/// <summary>The actions on a topic for which a caller needs permission.</summary>
public enum TopicAction
{
    /// <summary>A caller publishes messages to the topic.</summary>
    Publish,

    /// <summary>A caller subscribes to the topic, or reads its history, its state or the members of its room.</summary>
    Subscribe,

    /// <summary>
    /// A caller enqueues jobs. The topic of this action is <c>job:</c> and the type of the job, so a claim to publish to that topic grants
    /// the permission.
    /// </summary>
    Enqueue,

    /// <summary>A caller administers the topic: deletes old messages, changes what others have published, or acts for others.</summary>
    Administer,
}
