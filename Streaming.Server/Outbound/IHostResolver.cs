using System.Net;

namespace Streaming.Server.Outbound;

/// <summary>Resolves a host name to its IP addresses.</summary>
internal interface IHostResolver
{
    /// <summary>Returns the IP addresses of a host name, the preferred address first.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The host name does not exist, or its name server does not respond.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}
