namespace Streaming.Server.Http;

/// <summary>Headers that keep browsers from doing more with an answer than was meant.</summary>
internal static class SecurityHeaders
{
    // No inline script and no inline style; WebSockets to the same host count as 'self'.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>On every answer: its content is what its type says.</summary>
    public static void Set(HttpResponse response) => response.Headers.XContentTypeOptions = "nosniff";

    /// <summary>On every answer of this server's endpoints: most depend on who asks, so that none is kept unless its endpoint says otherwise.</summary>
    public static void SetNotStored(HttpResponse response) => response.Headers.CacheControl = "no-store";

    /// <summary>On the page and its parts.</summary>
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
