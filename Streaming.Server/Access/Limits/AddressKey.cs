using System.Net;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The key under which a client is counted in the limits per client address. Each IPv4 address is its own key, even if it is written as an
/// IPv6 address. All IPv6 addresses of one /64 network share a key: one host usually has a whole /64 network, and could otherwise use 2^64
/// keys.
/// </summary>
internal readonly record struct AddressKey
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    private readonly IPAddress _counted;

    private AddressKey(IPAddress counted) => _counted = counted;

    /// <summary>
    /// The prefix of the IPv6 addresses to which NAT64 translators (RFC 6052) map IPv4 addresses. All of these addresses are in one /64
    /// network, so they are counted by the IPv4 address that they contain.
    /// </summary>
    private static ReadOnlySpan<byte> TranslatedPrefix => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Returns the key under which an IP address is counted in the limits per client address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        address = Unmap(address);
        return new AddressKey(IsCountedWhole(address) ? address : Network(address));
    }

    /// <summary>
    /// If the given address is an IPv4 address in IPv6 form, as sockets and proxies may report it, returns the IPv4 address. Otherwise
    /// returns the given address.
    /// </summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Returns whether an IP address is a loopback address (of the same machine), also in IPv6 form.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Unmap(address));

    /// <summary>Returns the text of the counted address: the IP address itself, or the /64 network of an IPv6 address.</summary>
    public override string ToString() => _counted is null || IsCountedWhole(_counted) ? $"{_counted}" : $"{_counted}/64";

    // Returns true if this IP address is counted alone, and false if it is counted together with its /64 network. True also for link-local
    // addresses, because all hosts on a local link have the same /64 network.
    private static bool IsCountedWhole(IPAddress address) =>
        address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv6LinkLocal
            || IPAddress.IsLoopback(address);

    private static IPAddress Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[AddressBytes];
        address.TryWriteBytes(bytes, out _);
        if (bytes.StartsWith(TranslatedPrefix))
            return new IPAddress(bytes[TranslatedPrefix.Length..]);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
