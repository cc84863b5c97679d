using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Decides which IP addresses the server may call: the addresses of hosts on the internet, and those that the configuration allows.
/// </summary>
internal sealed class AddressRules(IOptions<OutboundOptions> options)
{
    private static readonly IPNetwork[] s_inside =
    [
        .. ((string[])
        [
            "0.0.0.0/8",          // addresses of "this host"
            "10.0.0.0/8",         // private networks
            "100.64.0.0/10",      // networks of internet providers, and the metadata service of some clouds
            "127.0.0.0/8",        // loopback addresses
            "168.63.129.16/32",   // the metadata service of one cloud, at a public address
            "169.254.0.0/16",     // link-local addresses, and the metadata service of most clouds
            "172.16.0.0/12",      // private networks
            "192.0.0.0/24",       // addresses that are reserved for protocols
            "192.0.2.0/24",       // addresses for examples in documentation
            "192.88.99.0/24",     // relays of 6to4 tunnels
            "192.168.0.0/16",     // private networks
            "198.18.0.0/15",      // addresses for tests of network devices
            "198.51.100.0/24",    // addresses for examples in documentation
            "203.0.113.0/24",     // addresses for examples in documentation
            "224.0.0.0/4",        // multicast addresses
            "240.0.0.0/4",        // reserved addresses, and the broadcast address
            "2001::/23",          // addresses that are reserved for protocols, such as Teredo
            "2001:db8::/32",      // addresses for examples in documentation
            "2002::/16",          // 6to4 tunnels, which can lead to any IPv4 address
            "3fff::/20",          // addresses for examples in documentation
        ]).Select(IPNetwork.Parse),
    ];

    // This network (2000::/3) contains the IPv6 addresses of hosts on the internet, but no loopback, private, link-local, multicast,
    // IPv4-mapped or IPv4-compatible addresses.
    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork[] s_thisMachine = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    private readonly IPNetwork[] _allowed =
        [.. options.Value.AllowThisMachine ? s_thisMachine
        : [], .. options.Value.AllowedNetworks.Select(text => TryParse(text, out var network) ? network : default)];

    /// <summary>
    /// Parses an entry of the configuration that allows calls: a network such as <c>10.0.0.0/8</c>, or a single IP address such as
    /// <c>::1</c>.
    /// </summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Returns whether the server may call the given IP address.</summary>
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

    // Some IPv6 addresses lead to an IPv4 address: ::ffff:127.0.0.1, and 64:ff9b::127.0.0.1 (NAT64) in networks that have only IPv6.
    // Returns that IPv4 address, because it must be checked instead of the IPv6 address.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && s_nat64.Contains(address) ? LastFourBytes(address) : address;
    }

    // An ISATAP tunnel address (RFC 5214) is an IPv6 address that contains ::5efe: and then an IPv4 address. Returns whether that IPv4
    // address belongs to the operator's network or to a reserved range.
    private static bool IsTunnelInside(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe && !IsOutside(LastFourBytes(address));
    }

    private static IPAddress LastFourBytes(IPAddress address) => new(address.GetAddressBytes().AsSpan(12, 4));
}
