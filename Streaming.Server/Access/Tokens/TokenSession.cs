using Streaming.Server.Access.Streams;

namespace Streaming.Server.Access.Tokens;

/// <summary>The running streams of a token and of the tokens that refreshed it.</summary>
internal sealed class TokenSession
{
    /// <summary>The keys of the session's tokens, newest last.</summary>
    public List<string> TokenKeys { get; } = [];

    /// <summary>The streams.</summary>
    public HashSet<StreamLease> Streams { get; } = [];
}
