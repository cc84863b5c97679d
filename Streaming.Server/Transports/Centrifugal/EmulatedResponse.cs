using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Starts the long HTTP response on which a Centrifugal client without a WebSocket receives messages.</summary>
internal static class EmulatedResponse
{
    /// <summary>
    /// Returns whether the response body is sent in chunks, as HTTP/1.1 requires. If so, the code that sends messages also writes the chunk
    /// headers.
    /// </summary>
    public static bool IsChunked(HttpContext http) => HttpProtocol.IsHttp11(http.Request.Protocol);

    /// <summary>
    /// Starts the response and runs the client's session on it. On plain HTTP/1.1, the session continues on the connection after the HTTP
    /// request has ended. Otherwise the request lasts as long as the session.
    /// </summary>
    /// <param name="http">The HTTP request, whose body was already read.</param>
    /// <param name="mediaType">The media type of the response.</param>
    /// <param name="run">A function that runs the session. The first argument writes to the client. The second argument is cancelled when
    /// the client disconnects.</param>
    public static async Task RunAsync(HttpContext http, string mediaType, Func<ConnectionWriter, CancellationToken, Task> run)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // Disables Kestrel's minimum data rate for this response. The code that sends messages has its own time limit for slow clients.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var direct = DirectConnection.Of(http);
        http.Response.ContentType = mediaType;
        EventStreamHeaders.Set(http.Response);
        if (IsChunked(http))
            http.Response.Headers.TransferEncoding = "chunked";
        // The server closes the connection at the end of the response. This header informs the client, so that it does not send another
        // request on the connection.
        if (direct is not null)
            http.Response.Headers.Connection = "close";
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        if (direct is null)
        {
            await run(new PipeConnectionWriter(http.Response.BodyWriter, http.Abort), http.RequestAborted);
            return;
        }

        direct.HandOverTo(connection => run(new SocketConnectionWriter(connection), connection.Closed));
    }
}
