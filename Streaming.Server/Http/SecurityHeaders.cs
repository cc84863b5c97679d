namespace Streaming.Server.Http;

/// <summary>Adds headers that restrict what browsers do with a response.</summary>
internal static class SecurityHeaders
{
    // No inline script and no inline style; WebSockets to the same host count as 'self'.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
            "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers of every response: browsers must not guess its type.</summary>
    public static void Set(HttpResponse response) => response.Headers.XContentTypeOptions = "nosniff";

    /// <summary>
    /// Adds the headers of this server's endpoints: most responses depend on the caller, so none is cached unless its endpoint says
    /// otherwise.
    /// </summary>
    public static void SetNotStored(HttpResponse response) => response.Headers.CacheControl = "no-store";

    /// <summary>Adds the headers of the page and its files.</summary>
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
