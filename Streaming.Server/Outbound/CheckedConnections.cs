using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Opens the network connections of outbound calls (requests of this server to other servers), only to allowed IP addresses. The class
/// resolves the host name itself, and connects to exactly the IP address that it has checked. An attacker can therefore not let the host
/// name lead to another address after the check (DNS rebinding).
/// </summary>
internal sealed class CheckedConnections(IHostResolver resolver, AddressRules rules, IOptions<OutboundOptions> options, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellation);
        var allowed = found.Where(rules.Allow).ToList();
        if (allowed.Count == 0)
            throw new OutboundException(OutboundFailure.RefusedAddress, $"{host} is refused: {OutboundUrls.InsideNetworkSentence}");
        return await ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        try
        {
            var found = await resolver.ResolveAsync(host, cancellation);
            return found.Count > 0 ? found : throw Unknown(host, inner: null);
        }
        catch (SocketException e)
        {
            throw Unknown(host, e);
        }
    }

    private static OutboundException Unknown(string host, SocketException? inner) =>
        new(OutboundFailure.UnknownHost, $"The name {host} has no address, or its name server does not answer.", inner);

    // Tries the IP addresses of a host one after another. Each address gets an equal part of the time limit for connecting.
    private async Task<Stream> ConnectAsync(List<IPAddress> addresses, int port, CancellationToken cancellation)
    {
        foreach (var address in addresses.SkipLast(1))
        {
            using var limit = new CancellationTokenSource(options.Value.ConnectTimeout / addresses.Count, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                return await ConnectAsync(address, port, both.Token);
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The connection to this IP address has failed, so the next address is tried.
            }
        }

        return await ConnectAsync(addresses[^1], port, cancellation);
    }

    private static async Task<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
