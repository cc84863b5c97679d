using System.Globalization;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Finds the addresses and ports on which a server with the given configuration listens.</summary>
internal static class ListeningAddresses
{
    private const int DefaultPort = 5000;
    private const int DefaultHttpsPort = 443;

    /// <summary>
    /// Returns the addresses on which the server listens, at least one. As in Kestrel (the HTTP server), <c>Kestrel:Endpoints</c> takes
    /// precedence over <c>Urls</c>, and <c>Urls</c> over the settings of ports.
    /// </summary>
    /// <exception cref="CommandException">An address is not valid.</exception>
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
            scheme, "+", int.TryParse(port, CultureInfo.InvariantCulture, out var number) ? number
                : throw new CommandException($"{scheme}_ports is '{port}'; give a port such as 8080."), $"{scheme}_ports"));

    private static List<string> Parts(string? list) =>
        [.. (list ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static ListeningAddress Parse(string url, string source)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            var port = address.Port > 0 || url.EndsWith(":0", StringComparison.Ordinal) ? address.Port : DefaultHttpsPort;
            return new ListeningAddress(address.Scheme.ToLowerInvariant(), address.Host, port, source);
        }
        catch (FormatException e)
        {
            throw new CommandException($"{source} is '{url}', which is not an address; give one such as http://localhost:5000.", inner: e);
        }
    }
}
