using System.Globalization;
using System.Net;
using Streaming.LoadTest.Options;

namespace Streaming.LoadTest.Net;

/// <summary>Represents the URL that the load test uses, with the placeholders <c>{topic}</c> and <c>{n}</c>.</summary>
internal sealed record Target(bool IsWebSocket, string Host, int Port, string Path)
{
    public string Authority => Port == 80 ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    public static Target Parse(string option, string url)
    {
        var isWebSocket = url.StartsWith("ws://", StringComparison.OrdinalIgnoreCase);
        if (!isWebSocket && !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            throw new OptionException($"{option} must begin with http:// or ws:// (the load test does not support TLS), not '{url}'.");
        var rest = url[(isWebSocket ? 5 : 7)..];
        var slash = rest.AsSpan().IndexOfAny('/', '?');
        var authority = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "/" : rest[slash] == '/' ? rest[slash..] : "/" + rest[slash..];
        if (!Uri.TryCreate("http://" + authority, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new OptionException($"{option} has no valid host: '{url}'.");
        if (path.AsSpan().IndexOfAny(' ', '\r', '\n') >= 0)
            throw new OptionException($"{option} must not contain a space: use %20.");
        return new Target(isWebSocket, uri.Host, uri.Port, path);
    }

    public string PathFor(int topic, int number) => Fill(Path, topic, number);

    public static string Fill(string text, int topic, int number) => text
        .Replace("{topic}", topic.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public IPEndPoint Resolve()
    {
        var host = Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : Dns.GetHostAddresses(host);
        return new IPEndPoint(addresses[0], Port);
    }
}
