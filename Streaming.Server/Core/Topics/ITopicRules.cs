using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>What the configuration says of a topic; kept where the topics' policies are.</summary>
public interface ITopicRules
{
    /// <summary>Whether anybody may do this without a token.</summary>
    bool IsOpenToAll(TopicAction action, TopicName topic);
}
