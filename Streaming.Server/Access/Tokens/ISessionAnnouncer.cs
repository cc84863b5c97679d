using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Informs the other nodes (server processes on the same store) when a client refreshes its token or ends its session, since these nodes
/// may have open streams of the session.
/// </summary>
internal interface ISessionAnnouncer
{
    /// <summary>
    /// Announces a refresh or an end. Returns when the announcement is stored and the other nodes have confirmed that they have applied it,
    /// at the latest after 500 ms.
    /// </summary>
    /// <returns>The other nodes that have confirmed it.</returns>
    /// <exception cref="RefusalException">The announcement could not be stored.</exception>
    ValueTask<SessionReach> AnnounceAsync(SessionChange change);
}
