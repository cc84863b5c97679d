using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Answers a request with problem details (an error in JSON) and the status that the protocol prescribes. Headers that the action has
/// already set are kept, such as the offset of a closed stream.
/// </summary>
internal sealed class StreamProblem(int status, RefusalException refusal) : IActionResult
{
    public StreamProblem(int status, RefusalReason reason, string sentence)
        : this(status, new RefusalException(reason, sentence))
    {
    }

    /// <summary>Returns the response for a stream that does not exist.</summary>
    public static StreamProblem NotFound(TopicName topic) => new(
        StatusCodes.Status404NotFound, RefusalReason.NotFound,
        $"There is no stream {StreamPath.Of(topic)}; create it with PUT first.");

    /// <summary>
    /// Returns the response for a stream that was deleted, but whose data is kept for its forks (streams that begin with its data).
    /// </summary>
    public static StreamProblem Deleted(TopicName topic) => new(
        StatusCodes.Status410Gone, RefusalReason.NotFound,
        $"The stream {StreamPath.Of(topic)} was deleted; only its forks can still be read.");

    /// <summary>Returns the response for an offset that the stream never had, or after which data was deleted.</summary>
    public static StreamProblem OffsetGone(TopicName topic) => new(
        StatusCodes.Status410Gone, RefusalReason.NotFound,
        $"The stream {StreamPath.Of(topic)} does not have the data after this offset: it was deleted by retention, or the stream was " +
        "created anew. Read from the beginning with offset=-1.");

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        http.RequestServices.GetRequiredService<RefusalRecorder>().Record(http, refusal);
        http.Response.StatusCode = status;
        // Replaces the header Accept of the request. A value that excludes JSON would otherwise leave the response without the sentence
        // that explains the problem.
        http.Request.Headers.Accept = "application/problem+json";
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails { Status = status, Detail = refusal.Message },
        });
    }
}
