using System.Net;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>What can be said of a URL before it is called. Where its host is, is checked at each connection.</summary>
internal sealed class OutboundUrls
{
    private const int MaxLength = 2_048;

    private readonly AddressRules _addresses;

    internal OutboundUrls(AddressRules addresses) => _addresses = addresses;

    /// <summary>Reads a URL and checks it.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="what">What it is called, for the refusal.</param>
    /// <exception cref="RefusalException">It is none that is called; says why.</exception>
    public Uri Parse(string? text, string what = "url")
    {
        if (text is null || text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw RefusalException.Invalid($"The {what} is not valid; give one such as https://example.com/hook, at most {MaxLength} characters.");
        Check(url, what);
        return url;
    }

    /// <summary>Refuses what is never called: another scheme than http and https, a user or password, an address inside.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="what">What it is called, for the refusal.</param>
    /// <exception cref="RefusalException">It is none that is called; says why.</exception>
    public void Check(Uri url, string what = "url")
    {
        if (Problem(url) is var (_, problem))
            throw RefusalException.Invalid($"The {what} is not called: {problem}");
    }

    internal (OutboundFailure Failure, string Sentence)? Problem(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return (OutboundFailure.InvalidUrl, "only http and https are; give one such as https://example.com/hook.");
        if (url.UserInfo.Length > 0)
            return (OutboundFailure.InvalidUrl, "it has a user or a password in it; leave them out.");
        if (url.IdnHost.Length == 0 || url.OriginalString.Length > MaxLength)
            return (OutboundFailure.InvalidUrl, $"it has no host, or more than {MaxLength} characters.");
        return AddressOf(url.IdnHost.TrimEnd('.')) is { } address && !_addresses.Allow(address) ? (OutboundFailure.RefusedAddress, Inside) : null;
    }

    /// <summary>Why an address is not called. It does not say which it is: names inside are nobody's business.</summary>
    internal const string Inside =
        "its host is not on the internet but at a loopback, private, link-local or other special address. Give a public one; only who runs this server can allow others, in Outbound:AllowedNetworks.";

    private static IPAddress? AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : null;
}
