using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Decides, by the policies of topics, which actions on topics need no token.</summary>
public interface ITopicRules
{
    /// <summary>Returns whether the policy of a topic allows an action without a token.</summary>
    bool IsOpenToAll(TopicAction action, TopicName topic);
}
