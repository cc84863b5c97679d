using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Origins;

/// <summary>
/// Decides which web pages may send requests with a browser's cookies: the pages of this server, and those of the origins in
/// <c>Access:Origins</c>.
/// </summary>
internal sealed class OriginPolicy(IOptions<AccessOptions> options)
{
    private readonly HashSet<string> _allowed = new(
        options.Value.Origins.Select(WebOrigin.Normalize).OfType<string>(), StringComparer.Ordinal);

    /// <summary>Throws if a request comes from a web page whose origin (scheme, host and port) is not allowed.</summary>
    /// <exception cref="RefusalException">The origin of the web page is not allowed.</exception>
    public void Check(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (request.Headers.Origin.Count == 0 ? IsCrossSite(request) : !IsAllowed(request, origin))
            throw new RefusalException(
                RefusalReason.Forbidden,
                "Web pages of this origin may not send this request; add the origin to Access:Origins if it is yours.");
    }

    // If a request has no Origin header, the header Sec-Fetch-Site shows whether it comes from a page of another website.
    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site";

    // First compares the request's Origin header as text with the server's own origin. In nearly all requests the two are equal, so the
    // slower parsing of the header is not necessary.
    private bool IsAllowed(HttpRequest request, string origin) =>
        IsOwnText(request, origin)
            || (WebOrigin.Normalize(origin) is { } normal && (normal == WebOrigin.Of(request) || _allowed.Contains(normal)));

    private static bool IsOwnText(HttpRequest request, string origin) =>
        origin.Length > request.Scheme.Length + 3 && origin.StartsWith(request.Scheme, StringComparison.Ordinal)
            && origin.AsSpan(request.Scheme.Length, 3).SequenceEqual("://")
        && origin.AsSpan(request.Scheme.Length + 3).SequenceEqual(request.Headers[HeaderNames.Host].ToString());
}
