using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Informs the other nodes (server processes on the same store) when a client refreshes its token or ends its session, because these nodes
/// may have open streams of the session.
/// </summary>
internal interface ISessionAnnouncer
{
    /// <summary>
    /// Informs the other nodes that a session (the streams of one token) was refreshed or has ended. Returns when the information is stored
    /// and the other nodes have confirmed that they have applied it. The wait for the confirmations takes at most 500 ms.
    /// </summary>
    /// <returns>
    /// The number of other nodes that have confirmed the change, and the number of their streams that were extended or ended.
    /// </returns>
    /// <exception cref="RefusalException">The information for the other nodes could not be stored.</exception>
    ValueTask<SessionReach> AnnounceAsync(SessionChange change);
}
