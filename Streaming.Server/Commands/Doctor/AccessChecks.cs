using Streaming.Server.Access;
using Streaming.Server.Access.Origins;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Checks the settings for access: signing keys, access without a token, and trusted proxies.</summary>
internal static class AccessChecks
{
    private const int LeastDifferentBytes = 12;
    private const int WidestIpv4 = 8;
    private const int WidestIpv6 = 32;

    public static IEnumerable<Finding> Run(AccessOptions access, IReadOnlyList<ListeningAddress> addresses, bool isDevelopment) =>
        [.. Keys(access), Open(access, addresses, isDevelopment), .. Proxies(access, addresses)];

    private static IEnumerable<Finding> Keys(AccessOptions access)
    {
        const string name = "keys";
        for (var i = 0; i < access.Keys.Count; i++)
        {
            var bytes = Convert.FromBase64String(access.Keys[i].Secret);
            yield return bytes.Distinct().Count() < LeastDifferentBytes
                ? Finding.Warning(name, $"Access:Keys:{i}:Secret has few different bytes, as a word or a pattern has; make a random one " +
                    "with 'openssl rand -base64 64'")
                : Finding.Ok(name, $"Access:Keys:{i}: {bytes.Length} bytes");
        }

        if (access.Authority is { } authority)
            yield return Finding.Ok(name, $"tokens of {authority}");
    }

    private static Finding Open(AccessOptions access, IReadOnlyList<ListeningAddress> addresses, bool isDevelopment)
    {
        const string name = "access";
        var isPublic = addresses.Any(address => !address.IsLoopback);
        if (access.Open == true && isPublic)
            return Finding.Warning(name, "Access:Open=true, and the server listens on addresses of other machines: everybody who " +
                "reaches it may publish, read and trim everything. Set Access:Keys, or listen on localhost only.");
        if (isDevelopment && isPublic)
            return Finding.Warning(name, "The environment is Development, and the server listens on addresses of other machines; " +
                "set ASPNETCORE_ENVIRONMENT=Production for a server that others use.");
        return Finding.Ok(name, access.Open == true ? "open to this machine only, by its address"
            : isDevelopment && access.Open is null ? "open to this machine, as the environment is Development; others need a token"
            : "needs a token, except where Topics:Policies open topics");
    }

    private static IEnumerable<Finding> Proxies(AccessOptions access, IReadOnlyList<ListeningAddress> addresses)
    {
        const string name = "proxies";
        foreach (var proxy in access.Proxies)
        {
            var network = ConfigureForwardedHeaders.Network(proxy);
            var isWide = network.PrefixLength < (network.BaseAddress.GetAddressBytes().Length == 4 ? WidestIpv4 : WidestIpv6);
            yield return isWide
                ? Finding.Warning(name, $"Access:Proxies has {proxy}, so that nearly everybody may claim any client address; give the " +
                    "addresses of the proxies only")
                : Finding.Ok(name, $"the headers of {proxy} are trusted");
        }

        if (access.Proxies.Count == 0)
        {
            yield return Finding.Ok(name, addresses.All(address => address.IsLoopback)
                ? "none; if a proxy on this machine forwards requests, list it in Access:Proxies (127.0.0.1)"
                : "none; if clients come through a proxy, list it in Access:Proxies");
        }
    }
}
