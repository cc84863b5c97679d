using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>A long HTTP response that the delivery writes to.</summary>
internal static class EmulatedResponse
{
    /// <summary>Whether the body is sent in chunks, which the writer makes itself.</summary>
    public static bool IsChunked(HttpContext http) => HttpProtocol.IsHttp11(http.Request.Protocol);

    /// <summary>Begins the response and runs: within the request, or after it where the connection can be had for itself.</summary>
    /// <param name="http">The request, whose body is read.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="run">Gets the way out, and the token that says that the client has left.</param>
    public static async Task RunAsync(HttpContext http, string mediaType, Func<ConnectionWriter, CancellationToken, Task> run)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // How slow a client may be is for the delivery to say, not for Kestrel.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var direct = DirectConnection.Under(http);
        http.Response.ContentType = mediaType;
        EventStreamHeaders.Set(http.Response);
        if (IsChunked(http))
            http.Response.Headers.TransferEncoding = "chunked";
        // The connection ends with the response: a client that is told so sends its next request on another one.
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
