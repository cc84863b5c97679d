using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Answers a read request with a chunk of a stream's data, or with status 304 if the client already has this chunk.</summary>
/// <param name="chunk">The chunk of data.</param>
/// <param name="properties">The properties of the topic; null if it has none.</param>
/// <param name="query">The query of the request.</param>
/// <param name="cursor">The cursor (a number by which caches tell live responses apart); null if the response is not live.</param>
internal sealed class ChunkResult(StreamChunk chunk, TopicProperties? properties, ReadQuery query, long? cursor) : IActionResult
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
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isJson = properties is null or { IsJson: true };
        response.ContentType = StreamResponse.ContentType(properties);
        response.ContentLength = isJson ? null : chunk.Messages.Sum(static message => (long)message.Data.Length);
        StreamChunk.Write(chunk.Messages, isJson, response.BodyWriter);
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    // A chunk never changes, so caches may keep it. A response without data must not be cached, since data may arrive at any time.
    private void SetCaching(HttpContext http)
    {
        if (chunk.Messages.Count > 0)
            http.Response.Headers.CacheControl = CallerResolver.Of(http).HasToken ? $"private, {Cached}" : $"public, {Cached}";
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
}
