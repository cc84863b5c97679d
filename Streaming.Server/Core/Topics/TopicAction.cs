namespace Streaming.Server.Core.Topics;

/// <summary>The actions on a topic for which a caller needs permission.</summary>
public enum TopicAction
{
    /// <summary>Publish messages to the topic.</summary>
    Publish,

    /// <summary>Subscribe to the topic, and read its history, its state and the members of its room.</summary>
    Subscribe,

    /// <summary>
    /// Enqueue jobs. The topic of this action is <c>job:</c> and the type of the job, so a claim to publish to that topic grants the
    /// permission.
    /// </summary>
    Enqueue,

    /// <summary>Administer the topic: delete old messages, and change what others have published or act for others.</summary>
    Administer,
}
