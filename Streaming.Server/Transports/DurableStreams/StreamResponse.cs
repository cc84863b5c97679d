using System.Globalization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Sets the headers of responses of the Durable Streams protocol.</summary>
internal static class StreamResponse
{
    /// <summary>Sets the headers that restrict how browsers use a response.</summary>
    public static void SetSecurityHeaders(HttpResponse response)
    {
        SecurityHeaders.Set(response);
        // Other websites may read a response only if Access:Origins lists them. This header only allows the request as such.
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    /// <summary>Returns the offset of the end of a topic.</summary>
    public static string Tail(in LogState state) => StreamOffset.Format(new Position(state.Epoch, state.Newest));

    /// <summary>Sets the header with the offset at which the client goes on.</summary>
    public static void SetNextOffset(HttpResponse response, string offset) => response.Headers[StreamHeaders.NextOffset] = offset;

    /// <summary>Sets the header that says that the stream is closed, if it is.</summary>
    public static void SetClosed(HttpResponse response, bool isClosed)
    {
        if (isClosed)
            response.Headers[StreamHeaders.Closed] = StreamHeaders.True;
    }

    /// <summary>Sets the header that says that the client has all data of the stream, if it has.</summary>
    public static void SetUpToDate(HttpResponse response, bool isUpToDate)
    {
        if (isUpToDate)
            response.Headers[StreamHeaders.UpToDate] = StreamHeaders.True;
    }

    /// <summary>Sets the headers with the times after which the stream expires.</summary>
    public static void SetExpiry(HttpResponse response, TopicProperties? properties)
    {
        if (properties?.TimeToLive is { } timeToLive)
            response.Headers[StreamHeaders.TimeToLive] = ((long)timeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (properties?.ExpiresAt is { } expiresAt)
            response.Headers[StreamHeaders.ExpiresAt] = expiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the content type of a topic. One that was begun by a publish has JSON.</summary>
    public static string ContentType(TopicProperties? properties) => properties?.ContentType ?? MediaType.Json;
}
