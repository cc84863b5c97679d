using System.Net;

namespace Streaming.Server.Access.Connections;

/// <summary>Describes the origin of a connection (transport and IP address), for the list of open connections.</summary>
/// <param name="Transport">
/// The transport of the connection, such as server-sent events: one of the names in <see cref="ConnectionTransports"/>.
/// </param>
/// <param name="Address">The IP address of the client; null if it is unknown.</param>
/// <param name="Abort">
/// A function that aborts the connection. It is used only until another part of the server (such as the sender of messages) has taken the
/// connection over.
/// </param>
internal sealed record ConnectionOrigin(string Transport, IPAddress? Address, Action Abort)
{
    /// <summary>Describes the origin of the connection on which a request has arrived.</summary>
    public static ConnectionOrigin Of(HttpContext http, string transport) => new(transport, http.Connection.RemoteIpAddress, http.Abort);
}
