namespace Streaming.Server.Access.Origins;

/// <summary>An origin as browsers write it (RFC 6454): scheme, host and port, in lower case and without the scheme's usual port.</summary>
internal static class WebOrigin
{
    /// <summary>Normalizes an origin; null if the text is not an origin, such as <c>null</c> or an address with a path.</summary>
    public static string? Normalize(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 })
            return null;
        // An origin ends with the host or port; with a slash the text is the address of a page.
        if (text.EndsWith('/') || text.AsSpan().ContainsAny('?', '#', '\\') || text.AsSpan().ContainsAny(' ', '\t'))
            return null;
        return Of(uri);
    }

    /// <summary>The origin that a request was sent to; null if its Host header is invalid.</summary>
    public static string? Of(HttpRequest request) => Normalize($"{request.Scheme}://{request.Host.Value}");

    // IdnHost is the host in ASCII, but without the brackets of an IPv6 address. Host has them, and the address in its shortest form.
    private static string Of(Uri uri)
    {
        var host = (uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost).ToLowerInvariant();
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}");
    }
}
