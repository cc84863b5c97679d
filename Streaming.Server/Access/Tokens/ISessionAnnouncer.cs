using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>Announces refreshes and ends of sessions to the other nodes, which may have streams of the session.</summary>
internal interface ISessionAnnouncer
{
    /// <summary>Announces a refresh or an end. Returns when the announcement is stored.</summary>
    /// <exception cref="RefusalException">The announcement could not be stored.</exception>
    ValueTask AnnounceAsync(SessionChange change);
}
