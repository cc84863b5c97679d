using System.Net;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// What limits per address count under. An IPv4 address is counted by itself, in whatever form it comes. An IPv6 address is counted by its /64,
/// which is what one customer or host gets at least: counted singly, each of them would have 2^64 addresses.
/// </summary>
internal readonly record struct AddressKey
{
    private const int NetworkBytes = 8;
    private const int AddressBytes = 16;

    private readonly IPAddress _counted;

    private AddressKey(IPAddress counted) => _counted = counted;

    /// <summary>The well-known prefix of NAT64 (RFC 6052): a translator shows all of the IPv4 internet under one /64.</summary>
    private static ReadOnlySpan<byte> TranslatedPrefix => [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The key of an address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        address = Unmap(address);
        return new AddressKey(IsCountedWhole(address) ? address : Network(address));
    }

    /// <summary>The IPv4 address where a dual-stack socket, or a proxy, shows it in IPv6's form.</summary>
    public static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether it is this machine's own, also in IPv6's form.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Unmap(address));

    /// <summary>The address, or the network with its length.</summary>
    public override string ToString() => _counted is null || IsCountedWhole(_counted) ? $"{_counted}" : $"{_counted}/64";

    // Link-local addresses of all hosts on a link have one prefix, so that each counts by itself there, as an IPv4 address does.
    private static bool IsCountedWhole(IPAddress address) =>
        address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv6LinkLocal || IPAddress.IsLoopback(address);

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
