using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Messages;

namespace Streaming.Server.Access;

/// <summary>Which pages may use what a browser sends along by itself: this server's own, and those of <c>Access:Origins</c>.</summary>
public sealed class Origins(IOptions<AccessOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.Origins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text is an origin: a scheme and a host, with no path.</summary>
    public static bool IsValid(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a request that a page of another origin sent.</summary>
    /// <exception cref="RefusalException">One did.</exception>
    public void Check(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 ? IsCrossSite(request) : !IsOwn(request, origin) && !_allowed.Contains(origin))
            throw new RefusalException(RefusalReason.Forbidden, "A page of this origin may not do this here; add the origin to Access:Origins if it is yours.");
    }

    // A browser that sends no Origin says so in another way.
    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site";

    private static bool IsOwn(HttpRequest request, string origin)
    {
        var at = origin.IndexOf("://", StringComparison.Ordinal);
        return at > 0 && origin.AsSpan(at + 3).Equals(request.Headers[HeaderNames.Host].ToString(), StringComparison.OrdinalIgnoreCase);
    }
}
