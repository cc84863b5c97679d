using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Answers questions about access to topics from the policies of the topics.</summary>
public interface ITopicRules
{
    /// <summary>Returns whether the policy of a topic allows an action without a token.</summary>
    bool IsOpenToAll(TopicAction action, TopicName topic);
}
