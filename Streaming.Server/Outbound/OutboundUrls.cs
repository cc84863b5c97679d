using System.Net;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>
/// Checks whether the server may call a URL. This check is not the only one: the IP address of the host is checked again for each
/// connection.
/// </summary>
internal sealed class OutboundUrls
{
    private const int MaxLength = 2_048;

    private readonly AddressRules _addresses;

    internal OutboundUrls(AddressRules addresses) => _addresses = addresses;

    /// <summary>Parses a URL and checks whether the server may call it.</summary>
    /// <param name="text">The URL as text.</param>
    /// <param name="what">The name of the checked value, such as <c>url</c>, for the error message.</param>
    /// <exception cref="RefusalException">The text is not a URL, or the server must not call the URL. The message contains the
    /// reason.</exception>
    public Uri Parse(string? text, string what = "url")
    {
        if (text is null || text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw RefusalException.Invalid(
                $"The {what} is not valid; give one such as https://example.com/hook, at most {MaxLength} characters.");
        Check(url, what);
        return url;
    }

    /// <summary>
    /// Throws an exception if the server must not call a URL. There are three reasons: its scheme is not http or https, it contains a user
    /// or a password, or its IP address belongs to the operator's own network or to a reserved range.
    /// </summary>
    /// <param name="url">The URL to check.</param>
    /// <param name="what">The name of the checked value, such as <c>url</c>, for the error message.</param>
    /// <exception cref="RefusalException">The server must not call the URL; the message contains the reason.</exception>
    public void Check(Uri url, string what = "url")
    {
        if (Problem(url) is var (_, problem))
            throw RefusalException.Invalid($"The {what} is refused: {problem}");
    }

    internal (OutboundFailure Failure, string Sentence)? Problem(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return (OutboundFailure.InvalidUrl, "only http and https URLs are allowed; give one such as https://example.com/hook.");
        if (url.UserInfo.Length > 0)
            return (OutboundFailure.InvalidUrl, "it has a user or a password in it; leave them out.");
        if (url.IdnHost.Length == 0 || url.OriginalString.Length > MaxLength)
            return (OutboundFailure.InvalidUrl, $"it has no host, or more than {MaxLength} characters.");
        return AddressOf(url.IdnHost.TrimEnd('.')) is { } address && !_addresses.Allow(address)
            ? (OutboundFailure.RefusedAddress, InsideNetworkSentence)
            : null;
    }

    /// <summary>
    /// The text at the end of the error message for a URL whose IP address must not be called. The text does not contain the IP address,
    /// because the address would reveal which host names exist in the operator's network.
    /// </summary>
    internal const string InsideNetworkSentence =
        "its host is not on the internet but at a loopback, private, link-local or other special address. Give a public one; only the " +
            "operator of this server can allow others, in Outbound:AllowedNetworks, and loopback ones with Outbound:AllowThisMachine.";

    private static IPAddress? AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : null;
}
