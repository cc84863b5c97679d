using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Origins;

/// <summary>Takes a client's address, scheme and path prefix from the headers of known proxies, and of nobody else.</summary>
internal static class ConfigureForwardedHeaders
{
    private const int MappedPrefix = 96;

    public static ForwardedHeadersOptions? Of(AccessOptions access)
    {
        if (access.Proxies.Count == 0)
            return null;
        // However many known proxies stand in a row: the first address that is none of them is the client.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in access.Proxies)
            options.KnownIPNetworks.Add(Network(proxy));
        return options;
    }

    /// <summary>An address is a network of one. An IPv4 network written in IPv6's form is the IPv4 network.</summary>
    public static System.Net.IPNetwork Network(string proxy)
    {
        var network = IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8) : System.Net.IPNetwork.Parse(proxy);
        return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
            ? new System.Net.IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
            : network;
    }
}
