using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Parses the query value <c>slow</c>.</summary>
internal static class SlowPolicies
{
    /// <summary>The policy with this name; <see cref="SlowPolicy.Replay"/> if the name is missing.</summary>
    /// <exception cref="RefusalException">The name is unknown.</exception>
    public static SlowPolicy Parse(string? name) => name switch
    {
        null or "" or "replay" => SlowPolicy.Replay,
        "latest" => SlowPolicy.Latest,
        "disconnect" => SlowPolicy.Disconnect,
        _ => throw RefusalException.Invalid("The policy for slow readers is not known; use slow=replay, slow=latest or slow=disconnect."),
    };
}
