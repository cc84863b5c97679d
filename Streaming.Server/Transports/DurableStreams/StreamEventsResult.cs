using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Http;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Writes a stream as server-sent events. First writes the stored data after the client's offset. New data is then written by the fan-out
/// (the part of the server that sends messages to subscribers), which encodes it once for all clients.
/// </summary>
/// <param name="stream">The opened stream, whose messages are sent.</param>
/// <param name="encoding">The encoding of the stream's data in events: JSON, text or base64.</param>
/// <param name="clientCursor">The cursor in the client's request (a number by which caches tell live responses apart); null if the request
/// has none.</param>
internal sealed class StreamEventsResult(OpenedStream stream, EventEncoding encoding, long? clientCursor) : IActionResult
{
    private static readonly PageSize s_page = new(256, 32 * 1024);

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var lifetime = http.RequestServices.GetRequiredService<StreamLifetime>();
        var isChunked = HttpProtocol.IsHttp11(http.Request.Protocol);
        var direct = DirectConnection.Of(http);
        Prepare(http, isChunked, direct is not null);
        await http.Response.StartAsync();
        var expired = stream.Lease!.Expired;
        var flush = new StoppableFlush(http.Response.BodyWriter, http.RequestServices.GetRequiredService<TimeProvider>());
        try
        {
            using var ending = lifetime.Begin(http, expired);
            if (await WriteStoredAsync(http, flush, isChunked, ending.Token))
                return;
        }
        catch (OperationCanceledException)
        {
            // The server stops or the token has expired. The response ends as a complete one, so that the client connects again and
            // continues after the last event that it has received.
            if ((lifetime.IsClosing || expired.IsCancellationRequested) && !http.RequestAborted.IsCancellationRequested
                && await flush.TryEndAsync(isChunked ? StreamEventFormat.LastChunk : []))
                return;
            // Messages that the client needs are deleted, or it does not read: the response stays incomplete.
            http.Abort();
            return;
        }

        var protocol = http.RequestServices.GetRequiredService<StreamProtocols>().Of(encoding, isChunked);
        var (reader, lease) = stream.HandOver();
        await ResponseHandOver.RunAsync(http, direct, protocol, reader, lease, stream);
    }

    private void Prepare(HttpContext http, bool isChunked, bool isDirect)
    {
        var response = http.Response;
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // Disables Kestrel's minimum data rate for this response. Event streams have their own time limit for slow clients.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        response.ContentType = EventStreamAttribute.MediaType;
        EventStreamHeaders.Set(response);
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        if (encoding == EventEncoding.Base64)
            response.Headers[StreamHeaders.SseEncoding] = "base64";
        if (isChunked)
            response.Headers.TransferEncoding = "chunked";
        // The server closes the connection at the end of the response, but does not announce this with the header 'Connection: close'.
        // SseOutputFormatter explains the reason.
        if (isDirect)
            response.Headers.KeepAlive = "timeout=1";
    }

    // Writes the stored data, and at least one event that contains the client's offset. Returns whether the stream has ended because it is
    // closed.
    private async ValueTask<bool> WriteStoredAsync(
        HttpContext http, StoppableFlush flush, bool isChunked, CancellationToken cancellationToken)
    {
        var (format, output) = (StreamEventFormat.Of(encoding, isChunked), http.Response.BodyWriter);
        var reader = stream.Subscription.Readers[0];
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var page = new List<Message>();
        var isUpToDate = false;
        while (true)
        {
            page.Clear();
            await reader.ReadAsync(page, s_page, cancellationToken);
            if (page.Count == 0)
                break;
            if (page[0].Type == MessageType.Gap)
                throw new OperationCanceledException("The log has deleted messages that the client has not received.");
            isUpToDate = reader.Next > reader.Topic.Newest;
            output.Write(format.Encode(page, StreamCursor.After(clientCursor, time.GetUtcNow().UtcDateTime), isUpToDate));
            await flush.FlushAsync(cancellationToken);
            if (page[^1].Type == MessageType.Closed)
                return true;
        }

        if (!isUpToDate)
            output.Write(format.UpToDate(reader.Position, StreamCursor.After(clientCursor, time.GetUtcNow().UtcDateTime)));
        await flush.FlushAsync(cancellationToken);
        return false;
    }
}
