using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Creates the options for reading the client's IP address, the scheme and the path prefix from the headers of trusted proxies. The same
/// headers are ignored if another client sends them.
/// </summary>
internal static class ConfigureForwardedHeaders
{
    private const int MappedPrefix = 96;

    public static ForwardedHeadersOptions? Of(AccessOptions access)
    {
        if (access.Proxies.Count == 0)
            return null;
        // A request may pass through several trusted proxies, and each of them adds an address to X-Forwarded-For. The client's address is
        // then the last address that does not belong to a trusted proxy.
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

    /// <summary>
    /// Parses an IP network or a single IP address. A single address becomes a network with only this address. An IPv4 network in IPv6 form
    /// becomes the IPv4 network.
    /// </summary>
    public static System.Net.IPNetwork Network(string proxy)
    {
        var network = IPAddress.TryParse(proxy, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
            : System.Net.IPNetwork.Parse(proxy);
        return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
            ? new System.Net.IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
            : network;
    }
}
