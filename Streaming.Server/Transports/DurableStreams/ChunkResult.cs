using System.IO.Pipelines;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers a request that reads a stream with a chunk of the stream's data. If the client already has the same chunk, the answer is status
/// 304. If a part of the chunk cannot be read or sent, the connection is aborted, so that the client does not treat an incomplete chunk as
/// complete.
/// </summary>
/// <param name="topic">The topic of the stream.</param>
/// <param name="chunk">The chunk of the stream's data.</param>
/// <param name="properties">The properties of the topic; null if it has none.</param>
/// <param name="query">The query of the request.</param>
/// <param name="cursor">The cursor of a live response (a number by which caches tell live responses apart); null for other
/// responses.</param>
internal sealed partial class ChunkResult(
    TopicName topic, StreamChunk chunk, TopicProperties? properties, ReadQuery query, long? cursor) : IActionResult
{
    private const string Cached = "max-age=60, stale-while-revalidate=300";

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var (http, response) = (context.HttpContext, context.HttpContext.Response);
        StreamResponse.SetNextOffset(response, StreamOffset.Format(chunk.Next));
        StreamResponse.SetUpToDate(response, chunk.IsUpToDate);
        StreamResponse.SetClosed(response, chunk.IsClosed);
        if (cursor is { } sent)
            response.Headers[StreamHeaders.Cursor] = StreamCursor.Format(sent);
        SetCaching(http);
        if (!query.FromNow && IsKnown(http))
        {
            chunk.Page.Dispose();
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = StreamResponse.ContentType(properties);
        if (chunk.HasMore)
        {
            await WriteAllAsync(http);
            return;
        }

        using var page = chunk.Page;
        page.End();
        response.ContentLength = page.Bytes.Length;
        await response.BodyWriter.WriteAsync(page.Bytes, http.RequestAborted);
    }

    // A response of several pages may take long if its client is slow. So the response counts as an open stream, and runs on the threads
    // for downloads.
    private async Task WriteAllAsync(HttpContext http)
    {
        using var ending = http.RequestServices.GetRequiredService<StreamLifetime>().Begin(http);
        try
        {
            DownloadAttribute.Begin(http, topic);
            await DownloadThreads.RunAsync(() => WritePagesAsync(http, ending.Token));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (RefusalException e) when (http.Response.HasStarted)
        {
            LogRefused(http.RequestServices.GetRequiredService<ILogger<ChunkResult>>(), topic, e.Message);
            http.Abort();
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            if (!ending.IsCancellationRequested)
                LogBroken(http.RequestServices.GetRequiredService<ILogger<ChunkResult>>(), e, topic);
            http.Abort();
        }
    }

    private async Task WritePagesAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var reader = http.RequestServices.GetRequiredService<ChunkReader>();
        var page = chunk.Page;
        while (page.Last < chunk.Next.Offset)
        {
            var sent = page;
            using (sent)
                page = await SendAndReadNextAsync(reader, http.Response.BodyWriter, sent, cancellationToken);
        }

        page.End();
        using (page)
            await http.Response.BodyWriter.WriteAsync(page.Bytes, cancellationToken);
    }

    // If the pages are large, the next page is read while this one is sent. Otherwise only one page at a time is in memory.
    private async Task<DataPage> SendAndReadNextAsync(
        ChunkReader reader, PipeWriter output, DataPage page, CancellationToken cancellationToken)
    {
        if (!chunk.IsLarge)
        {
            await output.WriteAsync(page.Bytes, cancellationToken);
            return await reader.ReadNextAsync(topic, chunk, page, cancellationToken);
        }

        var next = reader.ReadNextAsync(topic, chunk, page, cancellationToken).AsTask();
        await Task.WhenAll(next, output.WriteAsync(page.Bytes, cancellationToken).AsTask());
        return await next;
    }

    // A chunk never changes, so caches may keep it. A response without data must not be cached, since data may arrive at any time.
    private void SetCaching(HttpContext http)
    {
        if (chunk.Page.Count == 0)
            return;
        var hasToken = CallerResolver.Of(http).HasToken;
        http.Response.Headers.CacheControl = hasToken ? $"private, {Cached}" : $"public, {Cached}";
        // The next user of a browser gets nothing from its cache: a response is used again only with the same token.
        if (hasToken)
            http.Response.Headers.Append(HeaderNames.Vary, $"{HeaderNames.Authorization}, {HeaderNames.Cookie}");
    }

    private bool IsKnown(HttpContext http)
    {
        var tag = $"\"{chunk.Next.Epoch}:{query.Start}:{chunk.Next.Offset}{(chunk.IsClosed ? ":c" : string.Empty)}\"";
        http.Response.Headers.ETag = tag;
        foreach (var value in http.Request.Headers.IfNoneMatch)
        {
            foreach (var each in (value ?? string.Empty).Split(','))
            {
                var known = each.AsSpan().Trim();
                if (known is "*" || (known.StartsWith("W/") ? known[2..] : known).SequenceEqual(tag))
                    return true;
            }
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to send all data of topic {Topic} to a client; aborted its connection.")]
    private static partial void LogBroken(ILogger logger, Exception exception, TopicName topic);

    // For example, the stream was deleted in the meantime.
    [LoggerMessage(2, LogLevel.Information, "Cannot send all data of topic {Topic} to a client; aborted its connection: {Refusal}")]
    private static partial void LogRefused(ILogger logger, TopicName topic, string refusal);
}
