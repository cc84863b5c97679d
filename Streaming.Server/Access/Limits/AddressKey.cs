using System.Net;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The key of limits per address. An IPv4 address, also in IPv6 form, is a key of its own. IPv6 addresses of one /64 share a key:
/// each customer or host has at least a /64, and would have 2^64 keys otherwise.
/// </summary>
internal readonly record struct AddressKey
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    private readonly IPAddress _counted;

    private AddressKey(IPAddress counted) => _counted = counted;

    /// <summary>The well-known prefix of NAT64 (RFC 6052): a translator maps the whole IPv4 internet to one /64.</summary>
    private static ReadOnlySpan<byte> TranslatedPrefix => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The key of an address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        address = Unmap(address);
        return new AddressKey(IsCountedWhole(address) ? address : Network(address));
    }

    /// <summary>The IPv4 address if a dual-stack socket or a proxy reports it in IPv6 form; otherwise the address itself.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether the address is a loopback address, also in IPv6 form.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Unmap(address));

    /// <summary>The address, or the network with its length.</summary>
    public override string ToString() => _counted is null || IsCountedWhole(_counted) ? $"{_counted}" : $"{_counted}/64";

    // All hosts on a link share the link-local prefix, so each of these addresses is a key of its own.
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
