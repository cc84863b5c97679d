namespace Streaming.Server.Http;

/// <summary>Adds response headers that restrict how browsers use a response.</summary>
internal static class SecurityHeaders
{
    // The content security policy of the web page allows no inline script and no inline style. WebSockets to the same host count as 'self'.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
            "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds the header that every response has: browsers must use the declared content type and not guess it.</summary>
    public static void Set(HttpResponse response) => response.Headers.XContentTypeOptions = "nosniff";

    /// <summary>
    /// Forbids caches to store the response. Most responses of this server depend on the caller; an endpoint whose responses may be stored
    /// sets another value.
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
