namespace Streaming.Server.Http;

/// <summary>Adds response headers that restrict how browsers use a response.</summary>
internal static class SecurityHeaders
{
    // The content security policy of the web page, which allows no inline script and no inline style. The source 'self' includes WebSockets
    // to the same host.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
            "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Adds the header <c>X-Content-Type-Options</c>, which every response has: browsers must use the declared content type and not guess
    /// it.
    /// </summary>
    public static void Set(HttpResponse response) => response.Headers.XContentTypeOptions = "nosniff";

    /// <summary>
    /// Forbids caches to store the response, because most responses of this server depend on the caller. An endpoint whose responses may be
    /// stored sets another <c>Cache-Control</c>.
    /// </summary>
    public static void SetNotStored(HttpResponse response) => response.Headers.CacheControl = "no-store";

    /// <summary>Adds the security headers of the web page and of its scripts and styles.</summary>
    public static void SetForPage(HttpResponse response)
    {
        Set(response);
        response.Headers.ContentSecurityPolicy = PagePolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
