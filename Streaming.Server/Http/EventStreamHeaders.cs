namespace Streaming.Server.Http;

/// <summary>Sets the HTTP headers of event streams (<c>text/event-stream</c>).</summary>
internal static class EventStreamHeaders
{
    /// <summary>Sets the headers that stop caches and proxies from storing, compressing or buffering an event stream.</summary>
    public static void Set(HttpResponse response)
    {
        // Without no-transform, the proxy haproxy compresses events and holds them back until its buffer is full.
        response.Headers.CacheControl = "no-store, no-transform";
        // Turns off the response buffer of the proxy nginx.
        response.Headers["X-Accel-Buffering"] = "no";
        // After 'Connection: close', the HTTP client undici (fetch in Node.js) treats a broken connection as the end of the body, and
        // reports no error.
        if (HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
            response.Headers.Connection = "keep-alive";
    }

    /// <summary>Returns whether the response is an event stream, by its content type.</summary>
    public static bool IsEventStream(HttpResponse response) =>
        response.ContentType?.StartsWith(EventStreamAttribute.MediaType, StringComparison.OrdinalIgnoreCase) ?? false;
}
