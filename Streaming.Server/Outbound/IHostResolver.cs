using System.Net;

namespace Streaming.Server.Outbound;

/// <summary>Resolves the addresses of a host.</summary>
internal interface IHostResolver
{
    /// <summary>The addresses, the preferred one first.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not exist, or its name server does not answer.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}
