using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Answers requests that read streams of the Durable Streams protocol.</summary>
[ApiController]
internal sealed class StreamReadController(
    TopicRegistry topics, ChunkReader chunks, LongPoll longPoll, StreamEvents events, StreamLifetime lifetime) : ControllerBase
{
    private const string Route = StreamPath.Root + "{**path}";

    /// <summary>
    /// Returns the data of a stream after an offset. At the end of the stream, <c>live=long-poll</c> waits for new data, and
    /// <c>live=sse</c> sends new data as server-sent events.
    /// </summary>
    [HttpGet(Route)]
    [RequireStream(TopicAction.Subscribe)]
    [UncompressedStream]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType(StatusCodes.Status304NotModified)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status410Gone, "application/problem+json")]
    public async Task<IActionResult> Read()
    {
        var topic = StreamPath.Parse(Request.RouteValues["path"] as string);
        var isHead = HttpMethods.IsHead(Request.Method);
        var query = isHead ? default : ReadQuery.Read(Request);
        var state = await topics.GetStateAsync(topic, HttpContext.RequestAborted);
        if (state.Properties is { IsDeleted: true })
            return StreamProblem.Deleted(topic);
        if (!state.Exists)
            return StreamProblem.NotFound(topic);
        return isHead ? Head(state) : await ReadAsync(topic, state, query);
    }

    private EmptyResult Head(in LogState state)
    {
        StreamResponse.SetNextOffset(Response, StreamResponse.Tail(state));
        StreamResponse.SetClosed(Response, state.Properties is { IsClosed: true });
        StreamResponse.SetExpiry(Response, state.Properties);
        Response.ContentType = StreamResponse.ContentType(state.Properties);
        return new EmptyResult();
    }

    private async Task<IActionResult> ReadAsync(TopicName topic, LogState state, ReadQuery query)
    {
        if (query.Live != LiveMode.None)
            lifetime.RefuseWhenStopping();
        topics.Touch(topic, state);
        if (await AfterAsync(topic, state, query) is not { } after)
            return StreamProblem.OffsetGone(topic);
        if (query.Live == LiveMode.Sse)
            return await events.OpenAsync(HttpContext, topic, state, after, query);
        var time = HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        if (query.Live == LiveMode.LongPoll && after >= state.Newest)
            return state.Properties is { IsClosed: true }
                ? new NoDataResult(new Position(state.Epoch, state.Newest), isClosed: true, StreamCursor.After(query.Cursor, time))
                : await longPoll.WaitAsync(HttpContext, topic, state, query);
        return await chunks.ReadAsync(HttpContext, topic, state, after) is { } chunk
            ? new ChunkResult(
                topic, chunk, state.Properties, query, query.Live == LiveMode.LongPoll ? StreamCursor.After(query.Cursor, time) : null)
            : StreamProblem.OffsetGone(topic);
    }

    // Returns the offset after which the client reads; null if the stream no longer has the messages after this offset.
    private async ValueTask<long?> AfterAsync(TopicName topic, LogState state, ReadQuery query)
    {
        if (query.FromNow)
            return state.Newest;
        if (query.After is not { } after)
            return state.Oldest - 1;
        var resume = await ResumePoint.FindAsync(topics.GetLog(topic), topic, after, state, HttpContext.RequestAborted);
        return resume.IsWhole && after.Offset + 1 >= state.Oldest ? after.Offset : null;
    }
}
