using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The actions that clients may perform on a topic without a token, as set in the topic's policy.</summary>
public enum AnonymousAccess
{
    /// <summary>Every action on the topic needs a token.</summary>
    None,

    /// <summary>Clients without a token may subscribe to the topic and read its messages.</summary>
    Subscribe,

    /// <summary>Clients without a token may subscribe to the topic, read its messages, publish messages and enqueue jobs.</summary>
    All,
}
