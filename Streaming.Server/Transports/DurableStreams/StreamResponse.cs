using System.Globalization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Sets the headers of responses of the Durable Streams protocol.</summary>
internal static class StreamResponse
{
    /// <summary>Sets the security headers of a response, which restrict how browsers use the response.</summary>
    public static void SetSecurityHeaders(HttpResponse response)
    {
        SecurityHeaders.Set(response);
        // This header allows other websites to request the resource. They can read the response only if Access:Origins lists them.
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        // The content type and the content come from clients. A browser that opens the stream as a page must not run its scripts, which
        // would have the permissions of this server's own page.
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
    }

    /// <summary>Returns the offset of the end of a topic, in the form of the Durable Streams protocol.</summary>
    public static string Tail(in LogState state) => StreamOffset.Format(new Position(state.Epoch, state.Newest));

    /// <summary>Sets the header with the offset from which the client continues.</summary>
    public static void SetNextOffset(HttpResponse response, string offset) => response.Headers[StreamHeaders.NextOffset] = offset;

    /// <summary>If the stream is closed, sets the header that reports this.</summary>
    public static void SetClosed(HttpResponse response, bool isClosed)
    {
        if (isClosed)
            response.Headers[StreamHeaders.Closed] = StreamHeaders.True;
    }

    /// <summary>If the client has all data of the stream, sets the header that reports this.</summary>
    public static void SetUpToDate(HttpResponse response, bool isUpToDate)
    {
        if (isUpToDate)
            response.Headers[StreamHeaders.UpToDate] = StreamHeaders.True;
    }

    /// <summary>Sets the headers that contain the stream's time to live and its expiry time.</summary>
    public static void SetExpiry(HttpResponse response, TopicProperties? properties)
    {
        if (properties?.TimeToLive is { } timeToLive)
            response.Headers[StreamHeaders.TimeToLive] = ((long)timeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (properties?.ExpiresAt is { } expiresAt)
            response.Headers[StreamHeaders.ExpiresAt] = expiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the content type of a topic. A topic that was created by its first publish has the content type of JSON.</summary>
    public static string ContentType(TopicProperties? properties) => properties?.ContentType ?? MediaType.Json;
}
