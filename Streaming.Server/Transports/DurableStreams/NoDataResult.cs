using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Answers a long-poll request without new data: the client has all data of the stream.</summary>
/// <param name="end">The end of the stream.</param>
/// <param name="isClosed">Whether the stream is closed.</param>
/// <param name="cursor">The cursor of the response.</param>
internal sealed class NoDataResult(Position end, bool isClosed, long cursor) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        StreamResponse.SetNextOffset(response, StreamOffset.Format(end));
        StreamResponse.SetUpToDate(response, isUpToDate: true);
        StreamResponse.SetClosed(response, isClosed);
        // After the end of a closed stream, the client does not ask again.
        if (!isClosed)
            response.Headers[StreamHeaders.Cursor] = StreamCursor.Format(cursor);
        return Task.CompletedTask;
    }
}
