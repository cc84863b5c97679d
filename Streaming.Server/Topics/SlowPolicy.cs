using Streaming.Server.Messages;

namespace Streaming.Server.Topics;

/// <summary>What happens to a reader that cannot keep up.</summary>
public enum SlowPolicy
{
    /// <summary>It gets everything, from the log where memory has moved on; a gap only where the log has moved on too.</summary>
    Replay,

    /// <summary>Once it can take something again, it gets the newest waiting message of each type only.</summary>
    Latest,

    /// <summary>It is cut off when memory has moved on. It can resume.</summary>
    Disconnect,
}

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
