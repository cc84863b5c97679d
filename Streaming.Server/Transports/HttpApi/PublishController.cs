using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Limits;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Publishes messages that clients send over HTTP.</summary>
[ApiController]
internal sealed class PublishController(
    Publisher publisher, IScheduledPublisher later, IOptions<PublishingOptions> options, StoreClock time) : ControllerBase
{
    /// <summary>
    /// Publishes the request body: text as one message, JSON as one message or as an array of messages (all of them or none), or NDJSON
    /// line by line as the lines arrive.
    /// </summary>
    [HttpPost("/topics/{topic}/messages")]
    [RequireTopic(TopicAction.Publish)]
    [OnSocketThread]
    [LimitsBodyItself]
    [ProducesResponseType<PublishAnswer>(StatusCodes.Status201Created, MediaTypeNames.Application.Json)]
    [ProducesResponseType(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status415UnsupportedMediaType, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")]
    public async Task<IActionResult> Publish()
    {
        PublishFailure.ThrowIfFailed(HttpContext);
        var head = PublishHead.Read(Request, time.GetUtcNow());
        DisableBodySizeLimit();
        var caller = CallerResolver.Of(HttpContext);
        var left = HttpContext.RequestAborted;
        if (head.Due is { } due)
            return await PublishLaterAsync(caller, head, due, left);
        var answer = head.MediaType switch
        {
            MediaTypeNames.Text.Plain => await publisher.PublishAsync(caller, head.Topic, [await TextAsync(head, left)], head.Key, left),
            MediaTypeNames.Application.Json =>
                await publisher.PublishAsync(caller, head.Topic, await JsonAsync(head, left), head.Key, left),
            _ => await UploadAsync(caller, head, left),
        };
        return new PublishedResult(answer);
    }

    private async Task<IActionResult> PublishLaterAsync(Caller caller, PublishHead head, DateTime due, CancellationToken cancellationToken)
    {
        var messages = head.MediaType switch
        {
            MediaTypeNames.Text.Plain => [await TextAsync(head, cancellationToken)],
            MediaTypeNames.Application.Json => await JsonAsync(head, cancellationToken),
            _ => throw new RefusalException(
                RefusalReason.UnsupportedMediaType,
                "A streamed upload cannot be published later; send text/plain or application/json with deliver-at or delay."),
        };
        var key = head.Key is { } name
            ? IdempotencyScope.OfCaller(
                caller, IdempotencyScope.PublishLater, head.Topic.Value, name, PayloadHash.Of(messages, head.DueText))
            : null;
        var admitted = await publisher.AuthorizeAsync(caller, head.Topic, messages, cancellationToken);
        var taken = await later.PublishLaterAsync(head.Topic, admitted, due, key, caller, cancellationToken);
        return Accepted(PublicPath.Of(Request, taken.Location), taken.Answer);
    }

    private async Task<NewMessage> TextAsync(PublishHead head, CancellationToken cancellationToken)
    {
        var limit = publisher.MaxMessageBytes(head.Topic);
        var body = await BodyReader.ReadAsync(Request, bytes => Publisher.CheckSize(bytes, limit), cancellationToken);
        if (head.IsForm)
            FormText.RefuseEncoded(body.Span);
        return NewMessage.Text(body.Span, head.Type, head.Sender);
    }

    private async Task<IReadOnlyList<NewMessage>> JsonAsync(PublishHead head, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxBatchBytes;
        var body = await BodyReader.ReadAsync(Request, RefuseAbove, cancellationToken);
        if (body.IsEmpty)
            throw RefusalException.Invalid("The body is empty; send {\"data\": …}, or an array of such objects.");
        return JsonMessages.ReadBody(body, head.Type, head.Sender, options.Value.MaxBatchMessages);

        void RefuseAbove(long bytes)
        {
            if (bytes > limit)
                throw RefusalException.TooLarge(
                    "Publishing:MaxBatchBytes",
                    $"The body is larger than {limit} bytes, the limit of one request; send less, or stream it as application/x-ndjson.");
        }
    }

    private async Task<PublishAnswer> UploadAsync(Caller caller, PublishHead head, CancellationToken cancellationToken)
    {
        // An upload may last for hours and pause between its lines. Kestrel (the HTTP server) would end it as too slow, so Kestrel's
        // minimum data rate is disabled here. Instead, the upload counts as a stream in the limits of the caller, and each pause has a time
        // limit.
        using var slot = HttpContext.OpenUpload();
        LimitedBody.Of(HttpContext)?.StreamLines(options.Value.UploadIdle);
        if (HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var upload = new NdjsonUpload(publisher, caller, head, options.Value.MaxBatchMessages);
        return await upload.PublishAsync(Request.BodyReader, cancellationToken);
    }

    // Disables Kestrel's limit of the body size, which would end large uploads. The server itself refuses a body that is too large, with a
    // sentence that states the limit.
    private void DisableBodySizeLimit()
    {
        if (HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }
}
