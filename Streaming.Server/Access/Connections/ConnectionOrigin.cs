using System.Net;

namespace Streaming.Server.Access.Connections;

/// <summary>Describes where a connection comes from, for the list of connections.</summary>
/// <param name="Transport">The transport of the connection: one of <see cref="ConnectionTransports"/>.</param>
/// <param name="Address">The IP address of the client; null if it is unknown.</param>
/// <param name="Abort">A function that aborts the connection. It is used until another part of the server has taken the connection
/// over.</param>
internal sealed record ConnectionOrigin(string Transport, IPAddress? Address, Action Abort)
{
    /// <summary>Describes the origin of a request.</summary>
    public static ConnectionOrigin Of(HttpContext http, string transport) => new(transport, http.Connection.RemoteIpAddress, http.Abort);
}
