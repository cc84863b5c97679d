using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>
/// The body of <c>POST /webhooks</c>, which creates a webhook. Also the body of <c>PATCH /webhooks/{id}</c>, which changes the given values
/// of a webhook and keeps the omitted ones.
/// </summary>
internal sealed record WebhookRequest
{
    private const string Shape =
        "{\"url\": \"https://…\", \"topics\": [\"room:*\"]}, and optionally \"types\": [\"join\"], \"ordered\": false, \"batch\": " +
            "1-1000, \"headers\": {\"X-Api-Key\": \"…\"}, \"maxPerMinute\": 600, \"secret\": \"whsec_…\"";

    private const int MaxPatterns = 50;
    private const int MaxBytes = 64 << 10;
    private const int MostPerMinute = 60_000;

    public string? Url { get; init; }

    public IReadOnlyList<string>? Topics { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public bool? Ordered { get; init; }

    public int? Batch { get; init; }

    /// <summary>
    /// The headers to add to the requests. If a webhook is changed, they replace all its earlier headers; a header whose value is null
    /// keeps its earlier value. If the URL changes to another scheme, host or port, the headers must be given with all values.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>The maximum number of requests to the receiver per minute; 0 for no limit.</summary>
    public int? MaxPerMinute { get; init; }

    public string? Secret { get; init; }

    /// <summary>
    /// Throws a refusal if the body of a request is too large for a webhook. Only the length is needed, so that a body can be refused
    /// before all of it has arrived.
    /// </summary>
    public static void RefuseLargeBody(long bytes)
    {
        if (bytes > MaxBytes)
            throw new RefusalException(
                RefusalReason.TooLarge, $"The body is larger than the limit of {MaxBytes} bytes for a webhook; send less.");
    }

    /// <summary>Parses the JSON body of a request that creates or changes a webhook.</summary>
    /// <exception cref="RefusalException">The body is not a valid webhook.</exception>
    public static WebhookRequest Parse(ReadOnlySpan<byte> body) => Read<WebhookRequest>(body, "webhook", Shape);

    /// <summary>Parses a small JSON body; an empty body counts as an empty object.</summary>
    /// <exception cref="RefusalException">The body does not have the expected form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, string what, string shape) =>
        JobJson.ReadBody<T>(body.IsEmpty ? "{}"u8 : body, what, shape);

    /// <summary>Returns a new webhook with the values of the request.</summary>
    /// <exception cref="RefusalException">A value of the request is missing or not valid.</exception>
    public Webhook ToWebhook(OutboundUrls urls, int batch, DateTime now)
    {
        if (Url is null || Topics is null)
            throw RefusalException.Invalid($"A webhook needs a url and topics. Send {Shape}.");
        var webhook = new Webhook
        {
            Id = WebhookId.New(),
            Url = urls.Parse(Url),
            Topics = [],
            Secret = Secret is { } given
            ? WebhookSecret.Check(given) : WebhookSecret.New(),
            Batch = batch,
            Created = now
        };
        return (this with { Secret = null }).Change(webhook, urls);
    }

    /// <summary>Returns a copy of a webhook with the values that the request contains. All other values are unchanged.</summary>
    /// <exception cref="RefusalException">A value of the request is not valid, or the request contains a secret.</exception>
    public Webhook Change(Webhook webhook, OutboundUrls urls)
    {
        if (Secret is not null)
            throw RefusalException.Invalid(
                "The secret cannot be changed here; use POST /webhooks/{id}/secret, which keeps the old one valid for a time.");
        var receiver = Url is { } url ? urls.Parse(url) : webhook.Url;
        CheckReceiver(receiver, webhook);
        return webhook with
        {
            Url = receiver,
            Topics = Topics is { } topics ? CheckTopics(topics) : webhook.Topics,
            Types = Types is { } types ? CheckTypes(types) : webhook.Types,
            IsOrdered = Ordered ?? webhook.IsOrdered,
            Batch = Batch is { } batch ? CheckBatch(batch) : webhook.Batch,
            Headers = Headers is { } headers ? WebhookHeaders.Check(headers, webhook.Headers) : webhook.Headers,
            MaxPerMinute = MaxPerMinute is { } rate ? CheckRate(rate) : webhook.MaxPerMinute,
        };
    }

    // The values of headers are never shown to clients, but a receiver could show the values that it receives. So a stored value is sent
    // only to the server for which it was given.
    private void CheckReceiver(Uri receiver, Webhook webhook)
    {
        var isSameServer = Uri.Compare(
            receiver, webhook.Url, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        if (webhook.Headers.Count > 0 && !isSameServer && Headers?.Values.All(value => value is not null) != true)
            throw RefusalException.Invalid(
                "The url names another server, which must not receive the stored values of the headers. Give headers with all values in " +
                "the same request, or {} for none.");
    }

    private static IReadOnlyList<string> CheckTopics(IReadOnlyList<string> topics)
    {
        if (topics.Count is 0 or > MaxPatterns)
            throw RefusalException.Invalid(
                $"There are {topics.Count} topics; give 1 to {MaxPatterns} names or patterns, such as [\"room:*\"].");
        foreach (var topic in topics)
        {
            if (!TopicPattern.IsValid(topic))
                throw RefusalException.Invalid(
                    $"The topic '{topic}' is not valid; give a topic's name, or a pattern with * such as room:*.");
        }

        return [.. topics];
    }

    private static IReadOnlyList<string> CheckTypes(IReadOnlyList<string> types)
    {
        if (types.Count > MaxPatterns)
            throw RefusalException.Invalid($"There are {types.Count} types; give at most {MaxPatterns}, or none for all.");
        foreach (var type in types)
        {
            if (type is not { Length: > 0 and <= MessageType.MaxLength } || !TopicName.HasOnlyAllowedCharacters(type))
                throw RefusalException.Invalid(
                    $"The type '{type}' is not valid; give a type of messages such as join, or no types for all.");
        }

        return [.. types];
    }

    private static int? CheckRate(int perMinute) =>
        perMinute is >= 0 and <= MostPerMinute ? (perMinute == 0 ? null : perMinute)
            : throw RefusalException.Invalid(
                $"The value of 'maxPerMinute' is {perMinute}; give 1 to {MostPerMinute} requests per minute, or 0 for no limit.");

    private static int CheckBatch(int batch) =>
        batch is >= 1 and <= WebhookOptions.MaxBatch ? batch
            : throw RefusalException.Invalid($"The batch is {batch}; give 1 to {WebhookOptions.MaxBatch} messages.");
}
