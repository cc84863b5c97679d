using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Describes that a session (the streams of one token) was refreshed or has ended. One node (server process) sends this object to the other
/// nodes. It contains hashes of tokens and the permissions of the newer token, but no token.
/// </summary>
/// <param name="TokenKey">The hash that identifies the token with which the session was opened or last refreshed.</param>
/// <param name="Next">The permissions and the expiry of the newer token; null if the session ends.</param>
internal sealed record SessionChange(string TokenKey, SessionCaller? Next)
{
    /// <summary>The id of the node (server process) that announces the change.</summary>
    public Guid Node { get; init; }

    /// <summary>The id of the change of the session. A node that has applied the change sends a confirmation with this id.</summary>
    public Guid Id { get; init; }

    /// <summary>Applies the change on this node (server process): extends or ends the streams of the session.</summary>
    /// <returns>The number of streams that were extended or ended.</returns>
    public int ApplyTo(TokenLifetimeTracker sessions)
    {
        var current = new Caller { TokenKey = TokenKey };
        return Next is null ? sessions.End(current) : sessions.Refresh(current, Next.ToCaller());
    }
}
