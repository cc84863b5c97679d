using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Access;
using Streaming.Server.Hosting;
using Streaming.Server.Messages;

namespace Streaming.Server.Publishing;

/// <summary>Publishing over HTTP.</summary>
[ApiController]
public sealed class PublishController(Publisher publisher, ILaterPublisher later, IOptions<PublishingOptions> options, TimeProvider time) : ControllerBase
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string Taken = "text/plain, application/json or application/x-ndjson";

    /// <summary>Publishes the body: text as one message, JSON as one message or an array of them (all or none), NDJSON streamed line by line.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="type">The type of messages that name none.</param>
    /// <param name="sender">The sender of messages that name none.</param>
    /// <param name="deliverAt">When to publish: a time. Then the answer is 202 with the job that does it.</param>
    /// <param name="delay">When to publish: a duration from now, such as <c>10s</c>. Likewise.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    [HttpPost("/topics/{topic}/messages")]
    [Demands(TopicAction.Publish)]
    [RawBody]
    [OnSocketThread]
    [ProducesResponseType<PublishAnswer>(StatusCodes.Status201Created)]
    [ProducesResponseType(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status415UnsupportedMediaType, "application/problem+json")]
    public async Task<IActionResult> Publish(
        string topic,
        [FromQuery] string? type,
        [FromQuery] string? sender,
        [FromQuery(Name = "deliver-at")] string? deliverAt,
        [FromQuery] string? delay,
        CancellationToken cancellationToken)
    {
        var name = TopicName.Parse(topic);
        var due = DeliveryTime.Parse(deliverAt, delay, time.GetUtcNow());
        LetBodyBeLarge();
        // Read as it is: model binding would take an empty key for none.
        var key = Request.Headers.TryGetValue(IdempotencyKey, out var values) ? values.ToString() : null;
        var by = Callers.Of(HttpContext);
        var mediaType = MediaType();
        if (due is { } at)
            return await PublishLaterAsync(by, name, mediaType, at, type, sender, key, cancellationToken);
        var answer = mediaType switch
        {
            MediaTypeNames.Text.Plain => await publisher.PublishAsync(by, name, [await TextAsync(name, type, sender, cancellationToken)], key, 0, cancellationToken),
            MediaTypeNames.Application.Json => await publisher.PublishAsync(by, name, await JsonAsync(type, sender, cancellationToken), key, 0, cancellationToken),
            _ => await UploadAsync(by, name, type, sender, key, cancellationToken),
        };
        return new PublishedResult(answer);
    }

    private async Task<IActionResult> PublishLaterAsync(Caller by, TopicName topic, string mediaType, DateTime due, string? type, string? sender, string? key, CancellationToken cancellationToken)
    {
        var messages = mediaType switch
        {
            MediaTypeNames.Text.Plain => [await TextAsync(topic, type, sender, cancellationToken)],
            MediaTypeNames.Application.Json => await JsonAsync(type, sender, cancellationToken),
            _ => throw new RefusalException(RefusalReason.UnsupportedMediaType, "A streamed upload cannot be published later; send text/plain or application/json with deliver-at or delay."),
        };
        var admitted = await publisher.AdmitAsync(by, topic, messages, cancellationToken);
        var taken = await later.PublishLaterAsync(topic, admitted, due, key, by.Subject, cancellationToken);
        return Accepted(taken.Location, taken.Answer);
    }

    private async Task<NewMessage> TextAsync(TopicName topic, string? type, string? sender, CancellationToken cancellationToken)
    {
        var limit = publisher.MaxMessageBytes(topic);
        var body = await BodyReader.ReadAsync(Request, bytes => Publisher.CheckSize(bytes, limit), cancellationToken);
        return NewMessage.Text(body.Span, type, sender);
    }

    private async Task<IReadOnlyList<NewMessage>> JsonAsync(string? type, string? sender, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxBatchBytes;
        var body = await BodyReader.ReadAsync(Request, RefuseAbove, cancellationToken);
        if (body.IsEmpty)
            throw RefusalException.Invalid("The body is empty; send {\"data\": …}, or an array of such objects.");
        return JsonMessages.ReadBody(body, type, sender, options.Value.MaxBatchMessages);

        void RefuseAbove(long bytes)
        {
            if (bytes > limit)
                throw RefusalException.TooLarge("Publishing:MaxBatchBytes", $"The body is larger than the {limit} bytes taken at once; send less, or stream it as application/x-ndjson.");
        }
    }

    private Task<PublishAnswer> UploadAsync(Caller by, TopicName topic, string? type, string? sender, string? key, CancellationToken cancellationToken)
    {
        // A publisher may stream for hours, and say nothing in between.
        if (HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        return new NdjsonUpload(publisher, by, topic, type, sender, key, options.Value.MaxBatchMessages).PublishAsync(Request.BodyReader, cancellationToken);
    }

    // What is too large is decided here, with a sentence; Kestrel's own limit would cut long uploads off.
    private void LetBodyBeLarge()
    {
        if (HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private string MediaType()
    {
        // What `curl -d` sends is called a form, and means text here.
        if (string.IsNullOrEmpty(Request.ContentType))
            return MediaTypeNames.Text.Plain;
        if (!MediaTypeHeaderValue.TryParse(Request.ContentType, out var type))
            throw new RefusalException(RefusalReason.UnsupportedMediaType, $"The Content-Type is not valid; send {Taken}.");
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
            throw new RefusalException(RefusalReason.UnsupportedMediaType, "The charset of the Content-Type is not known; send the body as UTF-8.");
        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "text/plain" or "application/x-www-form-urlencoded" => MediaTypeNames.Text.Plain,
            "application/json" => MediaTypeNames.Application.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => "application/x-ndjson",
            _ => throw new RefusalException(RefusalReason.UnsupportedMediaType, $"This Content-Type cannot be published; send {Taken}."),
        };
    }
}
