using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>A long HTTP response that the fan-out writes to.</summary>
internal static class EmulatedResponse
{
    /// <summary>Whether the body is sent in chunks, which the writer creates itself.</summary>
    public static bool IsChunked(HttpContext http) => HttpProtocol.IsHttp11(http.Request.Protocol);

    /// <summary>
    /// Starts the response and runs the client's session: after the end of the request if its connection can be handed over, otherwise
    /// within the request.
    /// </summary>
    /// <param name="http">The request, whose body was read already.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="run">Runs the session. Receives the writer, and the token that is cancelled when the client disconnects.</param>
    public static async Task RunAsync(HttpContext http, string mediaType, Func<ConnectionWriter, CancellationToken, Task> run)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // The fan-out limits how slow a client may be, instead of Kestrel.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var direct = DirectConnection.Under(http);
        http.Response.ContentType = mediaType;
        EventStreamHeaders.Set(http.Response);
        if (IsChunked(http))
            http.Response.Headers.TransferEncoding = "chunked";
        // The connection ends with the response. The header lets the client send its next request on another connection.
        if (direct is not null)
            http.Response.Headers.Connection = "close";
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        if (direct is null)
        {
            await run(new PipeConnectionWriter(http.Response.BodyWriter, http.Abort), http.RequestAborted);
            return;
        }

        direct.LeaveTo(connection => run(new SocketConnectionWriter(connection), connection.Closed));
    }
}
