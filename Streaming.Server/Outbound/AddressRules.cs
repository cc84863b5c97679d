using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Decides which addresses may be called: addresses of hosts on the internet, and addresses that the configuration allows.
/// </summary>
internal sealed class AddressRules(IOptions<OutboundOptions> options)
{
    private static readonly IPNetwork[] s_inside =
    [
        .. ((string[])
        [
            "0.0.0.0/8",          // this host
            "10.0.0.0/8",         // private
            "100.64.0.0/10",      // carriers' own, and some clouds' metadata
            "127.0.0.0/8",        // loopback
            "168.63.129.16/32",   // a cloud's metadata, at a public address
            "169.254.0.0/16",     // link-local, and most clouds' metadata
            "172.16.0.0/12",      // private
            "192.0.0.0/24",       // protocols
            "192.0.2.0/24",       // documentation
            "192.88.99.0/24",     // 6to4 relays
            "192.168.0.0/16",     // private
            "198.18.0.0/15",      // benchmarks
            "198.51.100.0/24",    // documentation
            "203.0.113.0/24",     // documentation
            "224.0.0.0/4",        // multicast
            "240.0.0.0/4",        // reserved, broadcast
            "2001::/23",          // protocols: Teredo, benchmarks, identifiers
            "2001:db8::/32",      // documentation
            "2002::/16",          // 6to4: any IPv4 address
            "3fff::/20",          // documentation
        ]).Select(IPNetwork.Parse),
    ];

    // The addresses that are assigned to hosts; loopback, private, link-local, multicast, mapped and compatible addresses are outside this
    // range.
    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] s_thisMachine = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private readonly IPNetwork[] _allowed =
        [.. options.Value.AllowThisMachine ? s_thisMachine
        : [], .. options.Value.AllowedNetworks.Select(text => TryParse(text, out var network) ? network : default)];

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>::1</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Whether an address may be called.</summary>
    public bool Allow(IPAddress address)
    {
        var plain = Unwrap(address);
        return Array.Exists(_allowed, network => network.Contains(plain)) || IsOutside(plain);
    }

    private static bool IsOutside(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && (!s_global.Contains(address) || IsTunnelInside(address)))
            return false;
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Array.Exists(s_inside, network => network.Contains(address));
    }

    // An address that leads to an IPv4 address is checked as that address: ::ffff:127.0.0.1, and in networks with IPv6 only,
    // 64:ff9b::127.0.0.1.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && s_nat64.Contains(address) ? LastFourBytes(address) : address;
    }

    // ISATAP (RFC 5214): any prefix, ::5efe: and an IPv4 address.
    private static bool IsTunnelInside(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe && !IsOutside(LastFourBytes(address));
    }

    private static IPAddress LastFourBytes(IPAddress address) => new(address.GetAddressBytes().AsSpan(12, 4));
}
