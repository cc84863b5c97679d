namespace Streaming.Server.Access.Origins;

/// <summary>
/// Recognizes requests that a proxy has forwarded. The IP address of such a request's connection is the address of the proxy, not of the
/// client.
/// </summary>
internal static class ProxySigns
{
    private const string Forwarded = "X-Forwarded";

    // The header in which ASP.NET Core keeps the proxy's IP address when it replaces that address by the client's address.
    private const string Applied = "X-Original-For";

    private static readonly string[] s_headers =
        ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-ProxyUser-Ip", "X-Cluster-Client-IP", "CF-Connecting-IP"];

    /// <summary>
    /// Marks a request that comes from a trusted proxy. Call this method before the headers of the proxy are applied to the request.
    /// </summary>
    public static void MarkTrustedProxy(HttpContext http, IList<System.Net.IPNetwork> proxies)
    {
        if (http.Connection.RemoteIpAddress is { } peer
            && proxies.Any(network => network.Contains(peer) || (peer.IsIPv4MappedToIPv6 && network.Contains(peer.MapToIPv4()))))
            http.Features.Set(ConfiguredProxy.Instance);
    }

    /// <summary>
    /// Returns whether a proxy has forwarded the request, so that the IP address of the client is unknown. False for a trusted proxy, whose
    /// headers contain the client's address.
    /// </summary>
    public static bool HidesClient(HttpContext http)
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
