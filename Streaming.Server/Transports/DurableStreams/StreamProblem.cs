using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers a request with problem details whose status the protocol prescribes. The headers that the action has set remain, such as the
/// offset of a closed stream.
/// </summary>
internal sealed class StreamProblem(int status, RefusalException refusal) : IActionResult
{
    public StreamProblem(int status, RefusalReason reason, string sentence)
        : this(status, new RefusalException(reason, sentence))
    {
    }

    /// <summary>A stream that does not exist.</summary>
    public static StreamProblem NotFound(TopicName topic) => new(
        StatusCodes.Status404NotFound, RefusalReason.NotFound,
        $"There is no stream {StreamPath.Of(topic)}; create it with PUT first.");

    /// <summary>A stream that was deleted while forks of it exist.</summary>
    public static StreamProblem Deleted(TopicName topic) => new(
        StatusCodes.Status410Gone, RefusalReason.NotFound,
        $"The stream {StreamPath.Of(topic)} was deleted; only its forks can still be read.");

    /// <summary>An offset whose following data the stream no longer has, or never had.</summary>
    public static StreamProblem OffsetGone(TopicName topic) => new(
        StatusCodes.Status410Gone, RefusalReason.NotFound,
        $"The stream {StreamPath.Of(topic)} does not have the data after this offset: it was deleted by retention, or the stream was " +
        "created anew. Read from the beginning with offset=-1.");

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        http.RequestServices.GetRequiredService<RefusalRecorder>().Record(http, refusal);
        http.Response.StatusCode = status;
        // Without this, a header Accept that excludes JSON would leave the response without the sentence.
        http.Request.Headers.Accept = "application/problem+json";
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails { Status = status, Detail = refusal.Message },
        });
    }
}
