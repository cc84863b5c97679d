using System.Globalization;
using System.Net;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>Finds the addresses and ports on which a server with the given configuration listens.</summary>
internal static class ListeningAddresses
{
    private const int DefaultPort = 5000;
    private const int DefaultHttpsPort = 443;

    /// <summary>
    /// Returns the addresses on which the server listens, at least one. As in Kestrel (the HTTP server), <c>Kestrel:Endpoints</c> takes
    /// precedence over <c>Urls</c>, and <c>Urls</c> over the settings of ports.
    /// </summary>
    /// <exception cref="StartException">An address is not valid.</exception>
    public static IReadOnlyList<ListeningAddress> Of(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => endpoint["Url"] is not null).Select(endpoint => Parse(endpoint["Url"]!, $"{endpoint.Path}:Url")).ToList();
        if (endpoints.Count > 0)
            return endpoints;
        if (Parts(configuration["urls"]) is { Count: > 0 } urls)
            return [.. urls.Select(url => Parse(url, "Urls"))];
        ListeningAddress[] ports = [.. Ports(configuration, "http"), .. Ports(configuration, "https")];
        return ports.Length > 0 ? ports : [new ListeningAddress("http", "localhost", DefaultPort, "Urls")];
    }

    private static IEnumerable<ListeningAddress> Ports(IConfiguration configuration, string scheme) =>
        Parts(configuration[$"{scheme}_ports"]).Select(port => new ListeningAddress(
            scheme, "+", ushort.TryParse(port, CultureInfo.InvariantCulture, out var number) ? number
                : throw new StartException($"{scheme}_ports is '{port}'; give a port such as 8080."), $"{scheme}_ports"));

    private static List<string> Parts(string? list) =>
        [.. (list ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static ListeningAddress Parse(string url, string source)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (Problem(address) is { } problem)
                throw new StartException($"{source} is '{url}', {problem}");
            var port = address.Port > 0 || url.EndsWith(":0", StringComparison.Ordinal) ? address.Port : DefaultHttpsPort;
            return new ListeningAddress(address.Scheme.ToLowerInvariant(), address.Host, port, source);
        }
        catch (FormatException e)
        {
            throw new StartException($"{source} is '{url}', which is not an address; give one such as http://localhost:5000.", inner: e);
        }
    }

    // Kestrel listens on all addresses of the machine if it does not know the host, so that an address with a typing error would open the
    // server to the network.
    private static string? Problem(BindingAddress address)
    {
        if (address.IsUnixPipe || address.IsNamedPipe)
            return null;
        if (address.PathBase.Length > 0)
            return $"whose path '{address.PathBase}' is not possible here; give the address without it.";
        if (address.Port is < 0 or > IPEndPoint.MaxPort)
            return $"whose port does not exist; give one from 1 to {IPEndPoint.MaxPort}.";
        var isHost = address.Host is "*" or "+" || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(address.Host, out _);
        return isHost ? null
            : $"and '{address.Host}' is neither localhost nor an IP address; give one such as http://localhost:5000, or http://*:5000 " +
                "for all addresses of this machine.";
    }
}
