using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Parses the query parameter <c>slow</c> of a stream. The parameter selects what happens if a subscriber receives messages more slowly
/// than they are published.
/// </summary>
internal static class SlowPolicies
{
    /// <summary>
    /// Returns the policy for slow subscribers that a request names; <see cref="SlowPolicy.Replay"/> if the name is null or empty.
    /// </summary>
    /// <exception cref="RefusalException">The name of the policy is unknown.</exception>
    public static SlowPolicy Parse(string? name) => name switch
    {
        null or "" or "replay" => SlowPolicy.Replay,
        "latest" => SlowPolicy.Latest,
        "disconnect" => SlowPolicy.Disconnect,
        _ => throw RefusalException.Invalid("The policy for slow readers is not known; use slow=replay, slow=latest or slow=disconnect."),
    };
}
