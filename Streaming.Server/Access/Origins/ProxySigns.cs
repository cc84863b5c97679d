namespace Streaming.Server.Access.Origins;

/// <summary>Tells requests that a proxy has passed on: their connection says nothing about where they come from.</summary>
internal static class ProxySigns
{
    private const string Forwarded = "X-Forwarded";

    // Where the middleware for forwarded headers keeps the proxy's own address, once it has taken the client's from the header.
    private const string Applied = "X-Original-For";

    private static readonly string[] s_headers = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-ProxyUser-Ip", "X-Cluster-Client-IP", "CF-Connecting-IP"];

    /// <summary>Notes that a request comes from a configured proxy, whose headers are believed. Goes before they are applied.</summary>
    public static void Note(HttpContext http, IList<System.Net.IPNetwork> proxies)
    {
        if (http.Connection.RemoteIpAddress is { } peer && proxies.Any(network => network.Contains(peer) || (peer.IsIPv4MappedToIPv6 && network.Contains(peer.MapToIPv4()))))
            http.Features.Set(ConfiguredProxy.Instance);
    }

    /// <summary>Whether a proxy has passed the request on and the address of its client is not known.</summary>
    public static bool AreOn(HttpContext http)
    {
        if (http.Features.Get<ConfiguredProxy>() is not null && http.Request.Headers.ContainsKey(Applied))
            return false;
        foreach (var (name, _) in http.Request.Headers)
        {
            if (name.StartsWith(Forwarded, StringComparison.OrdinalIgnoreCase) || s_headers.Contains(name, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private sealed class ConfiguredProxy
    {
        public static readonly ConfiguredProxy Instance = new();
    }
}
