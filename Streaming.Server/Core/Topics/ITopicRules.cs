using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Decides which actions on a topic need no token. The policy of the topic contains the rule.</summary>
public interface ITopicRules
{
    /// <summary>Returns whether the policy of a topic allows an action without a token.</summary>
    bool AllowsAnonymous(TopicAction action, TopicName topic);

    /// <summary>Patterns that match all topics that can be read without a token. They may match other topics too.</summary>
    internal IEnumerable<string> ReadableWithoutToken => ["*"];
}
