using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Origins;

/// <summary>Reads a client's address, scheme and path prefix from the headers of known proxies only.</summary>
internal static class ConfigureForwardedHeaders
{
    private const int MappedPrefix = 96;

    public static ForwardedHeadersOptions? Of(AccessOptions access)
    {
        if (access.Proxies.Count == 0)
            return null;
        // Any number of known proxies may follow each other: the first address that is not a proxy is the client's.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in access.Proxies)
            options.KnownIPNetworks.Add(Network(proxy));
        return options;
    }

    /// <summary>Parses an address, as a network of one, or a network. An IPv4 network in IPv6 form becomes the IPv4 network.</summary>
    public static System.Net.IPNetwork Network(string proxy)
    {
        var network = IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
            : System.Net.IPNetwork.Parse(proxy);
        return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
            ? new System.Net.IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
            : network;
    }
}
