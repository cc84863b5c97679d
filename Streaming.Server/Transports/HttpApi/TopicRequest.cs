using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Holds the body of a request that creates a topic: its properties, all of which are optional.</summary>
internal sealed record TopicRequest
{
    private const string Shape =
        "{\"contentType\": \"…\", \"timeToLive\": \"1h\", \"expiresAt\": \"2027-01-31T18:00:00Z\", \"closed\": false} " +
        "(each may be left out)";

    private const int MaxContentType = 200;

    /// <summary>The content type of the topic; <c>application/json</c> if omitted.</summary>
    public string? ContentType { get; init; }

    /// <summary>The time without a publish or a read after which the topic expires, such as <c>1h</c>.</summary>
    public string? TimeToLive { get; init; }

    /// <summary>The time at which the topic expires, even if it is used. It cannot be combined with <see cref="TimeToLive"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the topic is created as closed, so that no messages can be published to it.</summary>
    public bool Closed { get; init; }

    /// <summary>Reads the JSON body of a request that creates a topic. An empty body counts as an empty object.</summary>
    /// <exception cref="RefusalException">The body is not a JSON object, or has unknown properties.</exception>
    public static TopicRequest Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return new TopicRequest();
        WellFormedJson.Check(body.Span, "The body");
        JsonDepth.Check(body.Span, "The body");
        using var document = Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw RefusalException.Invalid($"The body is not an object; send {Shape}.");
        var request = new TopicRequest();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var value = property.Value;
            request = (property.Name, value.ValueKind) switch
            {
                ("contentType" or "timeToLive" or "expiresAt" or "closed", JsonValueKind.Null) => request,
                ("contentType", JsonValueKind.String) => request with { ContentType = value.GetString() },
                ("timeToLive", JsonValueKind.String) => request with { TimeToLive = value.GetString() },
                ("expiresAt", JsonValueKind.String) => request with { ExpiresAt = Timestamp.Parse(value.GetString()!, "expiresAt") },
                ("closed", JsonValueKind.True or JsonValueKind.False) => request with { Closed = value.GetBoolean() },
                ("contentType" or "timeToLive" or "expiresAt" or "closed", _) =>
                    throw RefusalException.Invalid($"The property '{property.Name}' has a value of the wrong kind; send {Shape}."),
                _ => throw RefusalException.Invalid($"The property '{property.Name}' is not known; send {Shape}."),
            };
        }

        return request;
    }

    /// <summary>Returns the request to create the topic, with validated properties.</summary>
    /// <exception cref="RefusalException">A property is not valid.</exception>
    public TopicCreation ToCreation()
    {
        if (ContentType is { } type && (type.Length is 0 or > MaxContentType || !MediaType.IsValid(type)))
            throw RefusalException.Invalid("The content type is not valid; give one such as text/plain or application/json.");
        if (TimeToLive is not null && ExpiresAt is not null)
            throw RefusalException.Invalid("The topic has both timeToLive and expiresAt; give one of them.");
        return new TopicCreation
        {
            ContentType = ContentType ?? MediaType.Json,
            TimeToLive = TimeToLive is null ? null : Duration.Parse(TimeToLive, "timeToLive"),
            ExpiresAt = ExpiresAt?.UtcDateTime,
            IsClosed = Closed,
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw RefusalException.Invalid($"The body is not valid JSON, or has a property twice; send {Shape}.");
        }
    }
}
