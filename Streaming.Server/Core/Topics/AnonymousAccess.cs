using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>The actions that policies allow without a token.</summary>
public enum AnonymousAccess
{
    /// <summary>No action.</summary>
    None,

    /// <summary>Subscribe and read.</summary>
    Subscribe,

    /// <summary>Subscribe, read, publish and enqueue jobs.</summary>
    All,
}
