using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Decides whether a monitoring system may read the metrics without the token of an administrator. It may do so if it sends the scrape
/// token (<c>Metrics:ScrapeToken</c>), or if its IP address is in an allowed network.
/// </summary>
internal sealed class ScrapeAccess
{
    private const string Bearer = "Bearer ";

    private readonly byte[]? _tokenHash;
    private readonly IPNetwork[] _networks;

    public ScrapeAccess(IOptions<MetricsOptions> options)
    {
        _tokenHash = options.Value.ScrapeToken is { Length: > 0 } token ? Hash(token) : null;
        _networks = [.. options.Value.AllowedNetworks.Select(ConfigureForwardedHeaders.Network)];
    }

    /// <summary>Returns whether the endpoint accepts monitoring systems, and the request comes from an allowed monitoring system.</summary>
    public bool Allows(Endpoint endpoint, HttpContext http) =>
        (_tokenHash is not null || _networks.Length > 0) && endpoint.Metadata.GetMetadata<AllowScrapesAttribute>() is not null
            && (HasToken(http) || IsInAllowedNetwork(http));

    // Compares hashes, and always takes the same time for it. So the time of a response reveals nothing about the scrape token, not even
    // its length.
    private bool HasToken(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return _tokenHash is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Bearer.Length..].Trim()), _tokenHash);
    }

    // If a proxy that is not configured as trusted has forwarded the request, the address is that of the proxy. Such a request is not
    // allowed, because the proxy may forward requests of any client.
    private bool IsInAllowedNetwork(HttpContext http) =>
        _networks.Length > 0 && http.Request.Headers.Authorization.Count == 0
            && http.Connection.RemoteIpAddress is { } address && Array.Exists(_networks, Contains(AddressKey.Unmap(address)))
            && !ProxySigns.HidesClient(http);

    private static Predicate<IPNetwork> Contains(IPAddress address) => network => network.Contains(address);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
