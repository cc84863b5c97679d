using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Topics;

/// <summary>What anybody may do without a token.</summary>
public enum AnonymousAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Read.</summary>
    Subscribe,

    /// <summary>Read and publish.</summary>
    All,
}
