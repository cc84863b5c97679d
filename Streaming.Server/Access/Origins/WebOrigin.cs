namespace Streaming.Server.Access.Origins;

/// <summary>
/// Converts texts to an origin as browsers write it (RFC 6454): scheme, host and port, in lower case and without the scheme's usual port.
/// </summary>
internal static class WebOrigin
{
    /// <summary>
    /// Returns an origin in normal form; null if the text is not an origin, such as <c>null</c> or an address with a path.
    /// </summary>
    public static string? Normalize(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 })
            return null;
        // An origin ends with the host or the port. A text that ends with a slash is the address of a page.
        if (text.EndsWith('/') || text.AsSpan().ContainsAny('?', '#', '\\') || text.AsSpan().ContainsAny(' ', '\t'))
            return null;
        return Of(uri);
    }

    /// <summary>Returns the origin to which a request was sent; null if the Host header of the request is invalid.</summary>
    public static string? Of(HttpRequest request) => Normalize($"{request.Scheme}://{request.Host.Value}");

    // Uri.IdnHost is the host in ASCII, but lacks the brackets of an IPv6 address. Uri.Host has the brackets, and the address in its
    // shortest form.
    private static string Of(Uri uri)
    {
        var host = (uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost).ToLowerInvariant();
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}");
    }
}
