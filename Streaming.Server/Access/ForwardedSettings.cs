using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access;

/// <summary>Takes a client's address from the headers of known proxies, and of nobody else.</summary>
internal static class ForwardedSettings
{
    public static ForwardedHeadersOptions? Of(AccessOptions access)
    {
        if (access.Proxies.Count == 0)
            return null;
        // However many known proxies stand in a row: the first address that is none of them is the client.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in access.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        return options;
    }
}
