using System.Net;

namespace Streaming.Server.Outbound;

/// <summary>Finds the addresses of a host.</summary>
internal interface IHostResolver
{
    /// <summary>The addresses, the best first.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or nobody who knows it answers.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}
