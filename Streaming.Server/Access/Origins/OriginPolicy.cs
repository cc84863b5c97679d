using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Origins;

/// <summary>Which pages may use what a browser sends along by itself: this server's own, and those of <c>Access:Origins</c>.</summary>
internal sealed class OriginPolicy(IOptions<AccessOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.Origins.Select(WebOrigin.Normalize).OfType<string>(), StringComparer.Ordinal);

    /// <summary>Refuses a request that a page of another origin sent.</summary>
    /// <exception cref="RefusalException">One did.</exception>
    public void Check(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (request.Headers.Origin.Count == 0 ? IsCrossSite(request) : !IsAllowed(request, origin))
            throw new RefusalException(RefusalReason.Forbidden, "A page of this origin may not do this here; add the origin to Access:Origins if it is yours.");
    }

    // A browser that sends no Origin says so in another way.
    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site";

    // The text itself is compared first: nearly always it is the server's own address, letter by letter.
    private bool IsAllowed(HttpRequest request, string origin) =>
        IsOwnText(request, origin) || (WebOrigin.Normalize(origin) is { } normal && (normal == WebOrigin.Of(request) || _allowed.Contains(normal)));

    private static bool IsOwnText(HttpRequest request, string origin) =>
        origin.Length > request.Scheme.Length + 3 && origin.StartsWith(request.Scheme, StringComparison.Ordinal) && origin.AsSpan(request.Scheme.Length, 3).SequenceEqual("://")
        && origin.AsSpan(request.Scheme.Length + 3).SequenceEqual(request.Headers[HeaderNames.Host].ToString());
}
