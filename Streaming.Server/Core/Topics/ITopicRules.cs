using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>The access rules that the policies of topics contain.</summary>
public interface ITopicRules
{
    /// <summary>Whether a policy allows the action without a token.</summary>
    bool IsOpenToAll(TopicAction action, TopicName topic);
}
