using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Describes a refresh or the end of a session (the streams of one token), for the other nodes. It contains hashes of tokens and the
/// permissions of the newer token, but no token.
/// </summary>
/// <param name="TokenKey">The hash that identifies the token with which the session was opened or last refreshed.</param>
/// <param name="Next">The permissions and the expiry of the newer token; null if the session ends.</param>
internal sealed record SessionChange(string TokenKey, SessionCaller? Next)
{
    /// <summary>The id of the node (server process) that announces the change.</summary>
    public Guid Node { get; init; }

    /// <summary>The id of this refresh or end of a session, which other nodes repeat in their confirmations.</summary>
    public Guid Id { get; init; }

    /// <summary>Applies the refresh or the end of the session to the streams on this node.</summary>
    /// <returns>The number of streams that were extended or ended.</returns>
    public int ApplyTo(TokenLifetimeTracker sessions)
    {
        var current = new Caller { TokenKey = TokenKey };
        return Next is null ? sessions.End(current) : sessions.Refresh(current, Next.ToCaller());
    }
}
