using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reads <c>?slow=</c>.</summary>
public static class SlowPolicies
{
    /// <summary>The policy of this name; <see cref="SlowPolicy.Replay"/> where none is given.</summary>
    /// <exception cref="RefusalException">There is none of this name.</exception>
    public static SlowPolicy Parse(string? name) => name switch
    {
        null or "" or "replay" => SlowPolicy.Replay,
        "latest" => SlowPolicy.Latest,
        "disconnect" => SlowPolicy.Disconnect,
        _ => throw RefusalException.Invalid("The policy for slow readers is not known; use slow=replay, slow=latest or slow=disconnect."),
    };
}
