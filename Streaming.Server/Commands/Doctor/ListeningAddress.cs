using System.Net;

namespace Streaming.Server.Commands.Doctor;

/// <summary>An address on which the server listens.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">An IP address, <c>localhost</c>, or a wildcard such as <c>+</c>.</param>
/// <param name="Port">The port; 0 for any free one.</param>
/// <param name="Source">The configuration key.</param>
internal sealed record ListeningAddress(string Scheme, string Host, int Port, string Source)
{
    /// <summary>Whether only programs on this machine can connect.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Returns the IP address to listen on: that of the host, or all.</summary>
    public IPAddress Ip => IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address
        : IsLoopback ? IPAddress.Loopback : IPAddress.Any;

    /// <summary>Returns the address by which this machine reaches the server.</summary>
    public Uri ToLocal()
    {
        var isAny = !IPAddress.TryParse(Host.Trim('[', ']'), out var address)
            ? !Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            : address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return new UriBuilder(Scheme, isAny ? "localhost" : Host, Port).Uri;
    }

    public override string ToString() => $"{Scheme}://{Host}:{Port}";
}
