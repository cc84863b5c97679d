namespace Streaming.Server.Access;

/// <summary>The running streams of one token, and of those that refreshed it.</summary>
internal sealed class AccessSession
{
    /// <summary>The tokens it is known by, newest last.</summary>
    public List<string> TokenKeys { get; } = [];

    /// <summary>Its streams.</summary>
    public HashSet<StreamPass> Streams { get; } = [];
}
