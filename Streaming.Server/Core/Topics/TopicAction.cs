namespace Streaming.Server.Core.Topics;

/// <summary>The actions on a topic that need permission.</summary>
public enum TopicAction
{
    /// <summary>Publish messages.</summary>
    Publish,

    /// <summary>Subscribe, and read the history, the state and the members of the topic's room.</summary>
    Subscribe,

    /// <summary>
    /// Enqueue jobs. The topic is <c>job:</c> followed by the type of the job; a claim to publish to that topic grants it.
    /// </summary>
    Enqueue,

    /// <summary>Trim the topic, and change or act for what others published.</summary>
    Administer,
}
