using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The actions on a topic that are allowed without a token. The policy of the topic selects one of these values.</summary>
public enum AnonymousAccess
{
    /// <summary>Every action on the topic needs a token.</summary>
    None,

    /// <summary>Clients without a token may subscribe to the topic and read its messages.</summary>
    Subscribe,

    /// <summary>Clients without a token may subscribe to the topic, read its messages, publish messages and enqueue jobs.</summary>
    All,
}
