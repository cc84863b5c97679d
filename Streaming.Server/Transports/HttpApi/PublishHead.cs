using System.Net.Mime;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Holds the values of a publish request that are not in its body: the topic, the query and the headers.</summary>
/// <remarks>This class reads the values itself, because MVC's model binding took as much time as the publish.</remarks>
/// <param name="Topic">The topic to which the request publishes.</param>
/// <param name="MediaType">The media type of the body, reduced to one of three: text, JSON or NDJSON.</param>
/// <param name="Type">The type of the messages that do not set a type.</param>
/// <param name="Sender">The sender of the messages that do not set a sender.</param>
/// <param name="Due">The time at which the messages are to be published; null to publish them at once.</param>
/// <param name="DueText">The text of the time or delay that the client sent. A repeated request is recognised by this text, because the
/// time that results from a delay differs in each request.</param>
/// <param name="Key">The idempotency key (a repeated request with the same key publishes nothing) as the client sent it.</param>
/// <param name="IsForm">Whether the media type of the body is that of a form, which <c>curl -d</c> sends for any text.</param>
internal readonly record struct PublishHead(
    TopicName Topic, string MediaType, bool IsForm, string? Type, string? Sender, DateTime? Due, string? DueText, string? Key)
{
    public const string Ndjson = "application/x-ndjson";

    private const string Taken = $"{MediaTypeNames.Text.Plain}, {MediaTypeNames.Application.Json} or {Ndjson}";

    private static readonly string[] s_query = ["type", "sender", "deliver-at", "delay"];

    /// <summary>Reads the topic, the query and the headers of a publish request.</summary>
    /// <exception cref="RefusalException">The topic, a value of the query, or a header is not valid.</exception>
    public static PublishHead Read(HttpRequest request, DateTimeOffset now)
    {
        QueryNames.Check(request, s_query);
        var topic = TopicName.Parse(request.RouteValues["topic"] as string);
        var (at, delay) = (QueryValues.Text(request, "deliver-at"), QueryValues.Text(request, "delay"));
        var due = DeliveryTime.Parse(at, delay, now);
        var (mediaType, isForm) = MediaTypeOf(request);
        return new PublishHead(topic, mediaType, isForm, QueryValues.Text(request, "type"), QueryValues.Text(request, "sender"), due, at
            ?? delay, IdempotencyHeader.KeyOf(request));
    }

    private static (string MediaType, bool IsForm) MediaTypeOf(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return (MediaTypeNames.Text.Plain, false);
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw new RefusalException(RefusalReason.UnsupportedMediaType, $"The Content-Type is not valid; send {Taken}.");
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.HasValue && !IsUtf8(charset))
            throw new RefusalException(
                RefusalReason.UnsupportedMediaType, "The charset of the Content-Type is not known; send the body as UTF-8.");
        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "text/plain" => (MediaTypeNames.Text.Plain, false),
            "application/x-www-form-urlencoded" => (MediaTypeNames.Text.Plain, true),
            "application/json" => (MediaTypeNames.Application.Json, false),
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => (Ndjson, false),
            _ => throw new RefusalException(RefusalReason.UnsupportedMediaType, $"This Content-Type cannot be published; send {Taken}."),
        };
    }

    private static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}
