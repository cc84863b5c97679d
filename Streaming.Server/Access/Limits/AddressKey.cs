using System.Net;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The key under which limits per address count a client. Each IPv4 address is its own key, also in IPv6 form. All IPv6 addresses of one
/// /64 network share a key, since one host usually has a whole /64 and could otherwise use 2^64 keys.
/// </summary>
internal readonly record struct AddressKey
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    private readonly IPAddress _counted;

    private AddressKey(IPAddress counted) => _counted = counted;

    /// <summary>
    /// The prefix of NAT64 (RFC 6052). A translator maps all IPv4 addresses into one /64 network, so these addresses are counted as IPv4
    /// addresses.
    /// </summary>
    private static ReadOnlySpan<byte> TranslatedPrefix => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Returns the key under which the limits per address count a network address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        address = Unmap(address);
        return new AddressKey(IsCountedWhole(address) ? address : Network(address));
    }

    /// <summary>Returns the IPv4 address if a socket or a proxy reports it in IPv6 form; otherwise the address itself.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Returns whether the address is a loopback address, also in IPv6 form.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Unmap(address));

    /// <summary>Returns the counted address as text: the address itself, or the /64 network of an IPv6 address.</summary>
    public override string ToString() => _counted is null || IsCountedWhole(_counted) ? $"{_counted}" : $"{_counted}/64";

    // All hosts on a local link share the same /64 prefix, so each link-local address is its own key.
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
