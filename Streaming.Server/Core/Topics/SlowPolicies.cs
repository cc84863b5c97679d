using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Parses the value of the query parameter <c>slow</c>, which selects how the server treats a slow subscriber.</summary>
internal static class SlowPolicies
{
    /// <summary>
    /// Returns the policy for slow subscribers with the given name; <see cref="SlowPolicy.Replay"/> if the name is null or empty.
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
