using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Creates streams of the Durable Streams protocol, including forks (streams that begin with the data of another stream).
/// </summary>
internal sealed class StreamCreator(Publisher publisher, StreamBody bodies, ForkResolver forks)
{
    private const string DefaultContentType = "application/octet-stream";

    /// <summary>Creates a stream whose first data is the body of the request.</summary>
    /// <exception cref="RefusalException">
    /// The body is not valid, the source of a fork (the stream with whose data it begins) cannot be used, or the caller may not create the
    /// stream.
    /// </exception>
    public async Task<IActionResult> CreateAsync(HttpContext http, TopicName topic, CreateHead head)
    {
        var (caller, left) = (CallerResolver.Of(http), http.RequestAborted);
        var fork = head.Fork is { } asked ? await forks.ResolveAsync(caller, asked, left) : null;
        var contentType = head.ContentType ?? fork?.ContentType ?? DefaultContentType;
        var body = await bodies.ReadAsync(http.Request, left);
        var messages = bodies.Messages(body.Span, topic, contentType);
        if (fork?.Prefix is { } prefix)
            messages = [prefix, .. messages];
        var creation = new TopicCreation
        {
            ContentType = head.Fork is null ? contentType : head.ContentType,
            TimeToLive = head.TimeToLive,
            ExpiresAt = head.ExpiresAt,
            IsClosed = head.IsClosed,
            Fork = fork?.Request,
        };
        return AnswerOf(http, topic, await publisher.CreateAsync(caller, topic, creation, messages, left));
    }

    private static IActionResult AnswerOf(HttpContext http, TopicName topic, in AppendResult result)
    {
        var (verdict, response) = (result.Verdict!, http.Response);
        if (verdict.IsRefusal)
            return new StreamProblem(Status(verdict.Outcome), verdict.ToRefusal(topic));
        StreamResponse.SetNextOffset(response, StreamOffset.Format(new Position(result.Epoch, result.Last)));
        StreamResponse.SetClosed(response, verdict.IsClosed);
        response.ContentType = StreamResponse.ContentType(verdict.Properties);
        if (verdict.Outcome != AppendOutcome.Created)
            return new StatusCodeResult(StatusCodes.Status200OK);
        var path = PublicPath.Of(http.Request, http.Request.Path.ToUriComponent());
        response.Headers.Location = $"{http.Request.Scheme}://{http.Request.Host}{path}";
        return new StatusCodeResult(StatusCodes.Status201Created);
    }

    private static int Status(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.SourceNotFound => StatusCodes.Status404NotFound,
        AppendOutcome.ForkOffsetInvalid => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };
}
