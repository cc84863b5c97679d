using Streaming.Server.Access.Streams;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Represents a session: the open streams of a token, and of the newer tokens with which the client has replaced this token.
/// </summary>
internal sealed class TokenSession
{
    /// <summary>The texts that identify the tokens of the session without revealing them, from the oldest token to the newest.</summary>
    public List<string> TokenKeys { get; } = [];

    /// <summary>The stream leases of the session. A stream lease is the right of a client to keep one stream open.</summary>
    public HashSet<StreamLease> Streams { get; } = [];
}
