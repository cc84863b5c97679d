using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Wakes;
using Streaming.Server.Outbound;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>Creates subscriptions of the Durable Streams protocol from the values of requests, without storing them.</summary>
internal sealed class SubscriptionParser(
    OutboundUrls urls, StreamLimit limit, IOptions<DurableSubscriptionOptions> options, StoreClock time)
{
    public const string Webhook = "webhook";
    public const string PullWake = "pull-wake";

    private const int MaxId = 128;
    private const int MaxDescription = 1_000;
    private const int DefaultLease = 30_000;
    private const int MinLease = 1_000;
    private const int MaxLease = 600_000;

    /// <summary>Checks that the id of a subscription is valid.</summary>
    public static string CheckId(string id) => id is { Length: > 0 and <= MaxId } && TopicName.HasOnlyAllowedCharacters(id) ? id
        : throw SubscriptionRefusal.Invalid(
            $"The id of the subscription is not valid; use 1 to {MaxId} letters A-Z, digits and _ - . : only.");

    /// <summary>Returns a new subscription with the values of a request.</summary>
    /// <exception cref="RefusalException">A value of the request is missing or not valid.</exception>
    public DurableSubscription Parse(string id, SubscriptionRequest request, string serverUrl)
    {
        var kind = request.Type switch
        {
            Webhook => SubscriptionKind.Webhook,
            PullWake => SubscriptionKind.PullWake,
            _ => throw SubscriptionRefusal.Invalid("The type is missing or not known; give \"webhook\" or \"pull-wake\"."),
        };
        var subscription = new DurableSubscription
        {
            Id = CheckId(id),
            Kind = kind,
            Pattern = request.Pattern is { Length: > 0 } pattern ? ParsePattern(pattern) : null,
            Explicit = ParseStreams(request.Streams ?? []),
            Webhook = kind == SubscriptionKind.Webhook ? ParseUrl(request.Webhook?.Url) : null,
            WakeTopic = kind == SubscriptionKind.PullWake ? ParseWakeStream(request.WakeStream) : null,
            LeaseMilliseconds = ParseLease(request.LeaseMilliseconds ?? DefaultLease),
            Description = request.Description is { Length: > MaxDescription }
                ? throw SubscriptionRefusal.Invalid($"The description has more than {MaxDescription} characters; shorten it.")
                : request.Description,
            ConfigurationHash = string.Empty,
            ServerUrl = options.Value.PublicUrl?.TrimEnd('/') ?? serverUrl,
            Created = time.UtcNowMicroseconds(),
            Version = FirstVersion.New(),
        };
        Check(subscription);
        return subscription with { ConfigurationHash = HashOf(subscription) };
    }

    /// <summary>Parses the paths of streams that a client adds explicitly, and returns their topics.</summary>
    public IReadOnlyList<string> ParseStreams(IReadOnlyList<string?> paths)
    {
        limit.Check(paths.Count);
        return [.. paths.Select(path => ParseStream(path).Value).Distinct(StringComparer.Ordinal)];
    }

    private static TopicName ParseStream(string? path) => StreamPath.ParseName(path) is var topic && WakeScanner.IsStream(topic) ? topic
        : throw SubscriptionRefusal.Invalid($"The stream '{path}' is written by the server itself; give streams of clients.");

    private static void Check(DurableSubscription subscription)
    {
        if (subscription.Pattern is null && subscription.Explicit.Count == 0)
            throw SubscriptionRefusal.Invalid("The subscription has no streams; give a pattern such as \"events/*\", or streams.");
        if (subscription.WakesItself)
            throw SubscriptionRefusal.WakesItself();
    }

    private static string ParsePattern(string text)
    {
        // In a path, a colon separates segments like a slash, because the names of topics use colons.
        var pattern = text.Trim('/').Replace(':', '/');
        if (!TopicPattern.IsValid(pattern.Replace('/', ':')) || pattern.Split('/').Any(IsPartial))
            throw SubscriptionRefusal.Invalid(
                "The pattern is not valid; give the path of streams, in which * stands for one segment and ** for any number of segments.");
        return StreamGlob.CountAny(pattern) <= StreamGlob.MaxAny ? pattern
            : throw SubscriptionRefusal.Invalid($"The pattern has more than {StreamGlob.MaxAny} segments **; use fewer.");
    }

    private static bool IsPartial(string segment) =>
        segment.Contains('*', StringComparison.Ordinal) && segment is not ("*" or "**");

    private static string ParseWakeStream(string? path)
    {
        if (string.IsNullOrEmpty(path))
            throw SubscriptionRefusal.Invalid("A pull-wake subscription needs a wake_stream, to which wakes are appended.");
        var topic = StreamPath.ParseName(path);
        return ReservedTopics.IsWrittenByServer(topic)
            ? throw SubscriptionRefusal.Invalid("The wake_stream is a topic that only the server writes to; choose another one.")
            : topic.Value;
    }

    private static int ParseLease(int milliseconds) => milliseconds is >= MinLease and <= MaxLease ? milliseconds
        : throw SubscriptionRefusal.Invalid($"lease_ttl_ms is {milliseconds}; give {MinLease} to {MaxLease} milliseconds.");

    private Uri ParseUrl(string? text)
    {
        if (string.IsNullOrEmpty(text))
            throw SubscriptionRefusal.Invalid("A webhook subscription needs webhook.url, such as https://worker.example.com/hook.");
        Uri url;
        try
        {
            url = urls.Parse(text, "webhook.url");
        }
        catch (RefusalException e)
        {
            throw SubscriptionRefusal.UrlRejected(e.Message);
        }

        return url.Scheme == Uri.UriSchemeHttps || url.IsLoopback || options.Value.AllowHttp ? url
            : throw SubscriptionRefusal.UrlRejected(
                "The webhook.url must use https; http is allowed only for this machine, or with DurableSubscriptions:AllowHttp.");
    }

    private static string HashOf(DurableSubscription subscription)
    {
        var configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            subscription.Kind,
            subscription.Pattern,
            Streams = subscription.Explicit.Order(StringComparer.Ordinal),
            Url = subscription.Webhook?.OriginalString,
            subscription.WakeTopic,
            subscription.LeaseMilliseconds,
            subscription.Description,
        });
        return Convert.ToHexStringLower(SHA256.HashData(configuration));
    }
}
