using Streaming.Server.Access.Streams;

namespace Streaming.Server.Access.Tokens;

/// <summary>The running streams of one token, and of those that refreshed it.</summary>
internal sealed class TokenSession
{
    /// <summary>The tokens it is known by, newest last.</summary>
    public List<string> TokenKeys { get; } = [];

    /// <summary>Its streams.</summary>
    public HashSet<StreamLease> Streams { get; } = [];
}
