using System.Net;

namespace Streaming.Server.Hosting;

/// <summary>An address and port on which the server listens.</summary>
/// <param name="Scheme">The scheme of the address: <c>http</c> or <c>https</c>.</param>
/// <param name="Host">The host: an IP address, <c>localhost</c>, or a wildcard such as <c>+</c> for all addresses.</param>
/// <param name="Port">The port; 0 if the operating system chooses a free port.</param>
/// <param name="Source">The configuration key that contains the address.</param>
internal sealed record ListeningAddress(string Scheme, string Host, int Port, string Source)
{
    /// <summary>Whether only programs on this machine can connect.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// Returns the IP address on which the server listens: the IP address of the host, or the address that stands for all addresses of the
    /// machine.
    /// </summary>
    public IPAddress Ip => IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address
        : IsLoopback ? IPAddress.Loopback : IPAddress.Any;

    /// <summary>Returns the URL by which programs on this machine can reach the server.</summary>
    public Uri ToLocal()
    {
        var isAny = !IPAddress.TryParse(Host.Trim('[', ']'), out var address)
            ? !Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new UriBuilder(Scheme, isAny ? "localhost" : Host, Port).Uri;
    }

    public override string ToString() => $"{Scheme}://{Host}:{Port}";
}
