using System.Net;

namespace Streaming.Server.Outbound;

/// <summary>Resolves host names to IP addresses with the resolver of the operating system.</summary>
internal sealed class DnsResolver : IHostResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
        await Dns.GetHostAddressesAsync(host, cancellation);
}
