using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Answers a long-poll request for which no new data has arrived: the client has all data of the stream.</summary>
/// <param name="end">The position of the end of the stream.</param>
/// <param name="isClosed">Whether the stream is closed.</param>
/// <param name="cursor">The cursor of the response (a number by which caches tell live responses apart).</param>
internal sealed class NoDataResult(Position end, bool isClosed, long cursor) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        StreamResponse.SetNextOffset(response, StreamOffset.Format(end));
        StreamResponse.SetUpToDate(response, isUpToDate: true);
        StreamResponse.SetClosed(response, isClosed);
        // A client at the end of a closed stream sends no further request. So it needs no cursor (a number that it would send with its next
        // request).
        if (!isClosed)
            response.Headers[StreamHeaders.Cursor] = StreamCursor.Format(cursor);
        return Task.CompletedTask;
    }
}
