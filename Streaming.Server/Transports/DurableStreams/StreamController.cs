using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Creates, appends to, closes and deletes streams of the Durable Streams protocol. A stream is a topic.</summary>
/// <remarks>
/// The actions read the values of their requests themselves, because MVC's model binding would take as long as the append.
/// </remarks>
[ApiController]
internal sealed class StreamController(Publisher publisher, StreamBody bodies, StreamCreator creator) : ControllerBase
{
    private const string Route = StreamPath.Root + "{**path}";

    /// <summary>Creates a stream. If a stream with the same properties exists already, changes nothing.</summary>
    [HttpPut(Route)]
    [RequireStream(TopicAction.Publish)]
    [LimitsBodyItself]
    [ProducesResponseType(StatusCodes.Status201Created)]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Create()
    {
        var topic = Topic();
        return await creator.CreateAsync(HttpContext, topic, CreateHead.Read(Request));
    }

    /// <summary>
    /// Appends the request body to a stream: all bytes as one message, or each element of a JSON array as one message. With the header
    /// <c>Stream-Closed: true</c>, the stream is closed afterwards.
    /// </summary>
    [HttpPost(Route)]
    [RequireStream(TopicAction.Publish)]
    [OnSocketThread]
    [LimitsBodyItself]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status410Gone, "application/problem+json")]
    public async Task<IActionResult> Append()
    {
        var (topic, head, left) = (Topic(), AppendHead.Read(Request), HttpContext.RequestAborted);
        var body = await bodies.ReadAsync(Request, left);
        if (body.IsEmpty && !head.Closes)
            throw RefusalException.Invalid(
                $"The body is empty; send the data to append, or '{StreamHeaders.Closed}: true' to close the stream.");
        if (!body.IsEmpty && head.ContentType is null)
            throw RefusalException.Invalid("The request has no Content-Type; send that of the stream.");
        var messages = body.IsEmpty ? [] : bodies.Messages(body.Span, topic, head.ContentType!);
        if (messages.Count == 0 && !body.IsEmpty)
            throw RefusalException.Invalid("The array is empty; send at least one element.");
        var result = await publisher.AppendAsync(CallerResolver.Of(HttpContext), topic, messages, head.ConditionsFor(messages), left);
        return AppendAnswer.Of(Response, topic, head, messages.Count == 0, result);
    }

    /// <summary>
    /// Deletes a stream and all its data. If the stream has forks (streams that begin with its data), the forks keep this data.
    /// </summary>
    [HttpDelete(Route)]
    [RequireStream(TopicAction.Administer)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status410Gone, "application/problem+json")]
    public async Task<IActionResult> Delete()
    {
        var topic = Topic();
        return await publisher.DeleteAsync(CallerResolver.Of(HttpContext), topic, HttpContext.RequestAborted) switch
        {
            DeleteOutcome.NotFound => StreamProblem.NotFound(topic),
            DeleteOutcome.AlreadyDeleted => StreamProblem.Deleted(topic),
            _ => NoContent(),
        };
    }

    private TopicName Topic() => StreamPath.Parse(Request.RouteValues["path"] as string);
}
