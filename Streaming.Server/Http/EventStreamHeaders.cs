namespace Streaming.Server.Http;

/// <summary>Sets the HTTP headers of event streams (<c>text/event-stream</c>).</summary>
internal static class EventStreamHeaders
{
    /// <summary>Sets the response headers that stop caches and proxies from storing, compressing or buffering an event stream.</summary>
    public static void Set(HttpResponse response)
    {
        // The value no-transform is for the proxy haproxy. Without it, haproxy compresses the events, and sends them only when its buffer
        // is full.
        response.Headers.CacheControl = "no-store, no-transform";
        // This header is for the proxy nginx. Without it, nginx collects the response in a buffer, and delays events.
        response.Headers["X-Accel-Buffering"] = "no";
        // After the header 'Connection: close', the HTTP client undici (fetch in Node.js) treats a broken connection as the normal end of
        // the body, and reports no error.
        if (HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
            response.Headers.Connection = "keep-alive";
    }

    /// <summary>Returns whether the content type of a response is that of an event stream.</summary>
    public static bool IsEventStream(HttpResponse response) =>
        response.ContentType?.StartsWith(EventStreamAttribute.MediaType, StringComparison.OrdinalIgnoreCase) ?? false;
}
