namespace Streaming.Server.Access.Origins;

/// <summary>
/// Converts a text to an origin as browsers write it (RFC 6454): scheme, host and port in lower case. The default port of the scheme is
/// omitted.
/// </summary>
internal static class WebOrigin
{
    /// <summary>
    /// Returns an origin as browsers write it; null if the text is not an origin, such as the text <c>null</c> or a URL with a path.
    /// </summary>
    public static string? Normalize(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 })
            return null;
        // The text of an origin ends with the host or the port. A text that ends with a slash is the URL of a web page and not an origin.
        if (text.EndsWith('/') || text.AsSpan().ContainsAny('?', '#', '\\') || text.AsSpan().ContainsAny(' ', '\t'))
            return null;
        return Of(uri);
    }

    /// <summary>
    /// Returns the origin (scheme, host and port) to which a request was sent; null if the Host header of the request is invalid.
    /// </summary>
    public static string? Of(HttpRequest request) => Normalize($"{request.Scheme}://{request.Host.Value}");

    // Returns the origin of a URL. Neither property of Uri suffices alone: Uri.IdnHost is in ASCII, but lacks the brackets of an IPv6
    // address. Uri.Host has the brackets, and the address in its shortest form.
    private static string Of(Uri uri)
    {
        var host = (uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost).ToLowerInvariant();
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}");
    }
}
