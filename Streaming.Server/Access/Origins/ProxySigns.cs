namespace Streaming.Server.Access.Origins;

/// <summary>Recognises requests that a proxy has forwarded: their connection does not show where they come from.</summary>
internal static class ProxySigns
{
    private const string Forwarded = "X-Forwarded";

    // The header in which the middleware for forwarded headers keeps the proxy's address after applying the client's.
    private const string Applied = "X-Original-For";

    private static readonly string[] s_headers =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-ProxyUser-Ip", "X-Cluster-Client-IP", "CF-Connecting-IP"];

    /// <summary>Marks a request of a configured proxy, whose headers are trusted. Call it before the headers are applied.</summary>
    public static void Note(HttpContext http, IList<System.Net.IPNetwork> proxies)
    {
        if (http.Connection.RemoteIpAddress is { } peer
            && proxies.Any(network => network.Contains(peer) || (peer.IsIPv4MappedToIPv6 && network.Contains(peer.MapToIPv4()))))
            http.Features.Set(ConfiguredProxy.Instance);
    }

    /// <summary>Whether a proxy has forwarded the request and its client's address is unknown.</summary>
    public static bool AreOn(HttpContext http)
    {
        if (http.Features.Get<ConfiguredProxy>() is not null && http.Request.Headers.ContainsKey(Applied))
            return false;
        foreach (var (name, _) in http.Request.Headers)
        {
            if (name.StartsWith(Forwarded, StringComparison.OrdinalIgnoreCase)
                || s_headers.Contains(name, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private sealed class ConfiguredProxy
    {
        public static readonly ConfiguredProxy Instance = new();
    }
}
