namespace Streaming.Server.Core.Topics;

/// <summary>What somebody may or may not do with a topic.</summary>
public enum TopicAction
{
    /// <summary>Write messages to it.</summary>
    Publish,

    /// <summary>Read it: live, its history, its state, and who is in its room.</summary>
    Subscribe,

    /// <summary>Enqueue jobs, where the topic is <c>job:</c> and the type of the job. A claim to publish there says so.</summary>
    Enqueue,

    /// <summary>Trim it, and whatever else changes what others published.</summary>
    Administer,
}
