using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Informs the other nodes (server processes on the same store) when a client refreshes its token or ends its session, since these nodes
/// may have open streams of the session.
/// </summary>
internal interface ISessionAnnouncer
{
    /// <summary>
    /// Announces a refresh or the end of a session to the other nodes. Returns when the announcement is stored and the other nodes have
    /// confirmed that they have applied it, or 500 ms after the start of the call.
    /// </summary>
    /// <returns>The other nodes that have confirmed the announcement.</returns>
    /// <exception cref="RefusalException">The announcement could not be stored.</exception>
    ValueTask<SessionReach> AnnounceAsync(SessionChange change);
}
