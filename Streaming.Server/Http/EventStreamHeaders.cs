namespace Streaming.Server.Http;

/// <summary>The headers of every event stream.</summary>
internal static class EventStreamHeaders
{
    /// <summary>Sets the headers that keep caches and proxies from storing, compressing or buffering the stream.</summary>
    public static void Set(HttpResponse response)
    {
        // Without no-transform, haproxy compresses and delays events until its buffer is full.
        response.Headers.CacheControl = "no-store, no-transform";
        // Turns off the buffer of nginx.
        response.Headers["X-Accel-Buffering"] = "no";
        // After 'Connection: close', undici (Node's fetch) treats a broken connection as the end of the body, and reports no error.
        if (HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
            response.Headers.Connection = "keep-alive";
    }

    /// <summary>Whether the response is an event stream.</summary>
    public static bool IsEventStream(HttpResponse response) =>
        response.ContentType?.StartsWith(EventStreamAttribute.MediaType, StringComparison.OrdinalIgnoreCase) ?? false;
}
