using Streaming.Server.Access.Streams;

namespace Streaming.Server.Access.Tokens;

/// <summary>A session: the open streams of a token and of the tokens that refreshed it.</summary>
internal sealed class TokenSession
{
    /// <summary>The keys that identify the tokens of the session, from the oldest to the newest.</summary>
    public List<string> TokenKeys { get; } = [];

    /// <summary>The leases of the session's open streams. A lease is the right of a client to keep one stream open.</summary>
    public HashSet<StreamLease> Streams { get; } = [];
}
