using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes one parameter of an HTTP operation, for the OpenAPI document.</summary>
/// <param name="In">The part of the request that contains the parameter: path, query or header.</param>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Description">A sentence about the parameter; null to keep the description of the parameter in the controller
/// action.</param>
/// <param name="Schema">A function that creates the schema of the values of the parameter.</param>
internal sealed record DescribedParameter(ParameterLocation In, string Name, string? Description, Func<OpenApiSchema> Schema)
{
    /// <summary>Whether each request must contain the parameter. By default, only parameters in the path are required.</summary>
    public bool IsRequired { get; init; } = In == ParameterLocation.Path;

    /// <summary>The path parameter that names a topic.</summary>
    public static readonly DescribedParameter Topic = NameOf(ParameterLocation.Path, "topic",
        "The name of the topic, 1 to 200 characters: letters A-Z and a-z, digits and `_ - . :`.", 200);

    /// <summary>
    /// The query parameter with the name of a topic, for a stream of several topics. The parameter is repeated for each topic.
    /// </summary>
    public static readonly DescribedParameter SeveralTopics = new(ParameterLocation.Query, "topic",
        "The name of a topic. Repeat the parameter for each topic: `?topic=a&topic=b`. At least one topic, at most `Sse:MaxTopics` (100).",
        static () => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            Items = Text(),
        })
    { IsRequired = true };

    /// <summary>The path parameter that names a room.</summary>
    public static readonly DescribedParameter Room = NameOf(ParameterLocation.Path, "room",
        "The name of the room, 1 to 195 characters: letters A-Z and a-z, digits and `_ - . :`.", 195);

    /// <summary>The path parameter that contains the id of a job.</summary>
    public static readonly DescribedParameter JobKey = new(
        ParameterLocation.Path, "id", "The id of the job: 26 characters.", static () => Text());

    /// <summary>The path parameter that names a type of jobs.</summary>
    public static readonly DescribedParameter JobTypeName = new(
        ParameterLocation.Path, "type", "The name of the job type, such as `email`.", static () => Text());

    /// <summary>The path parameter that contains the id of a connection.</summary>
    public static readonly DescribedParameter ConnectionKey = new(
        ParameterLocation.Path, "id", "The id of the connection, from the list of connections.", static () => Text());

    /// <summary>The path parameter that contains the id of a webhook.</summary>
    public static readonly DescribedParameter WebhookKey = new(ParameterLocation.Path, "id", "The id of the webhook.", static () => Text());

    /// <summary>The path parameter that contains the number of a request in the list of requests of a webhook.</summary>
    public static readonly DescribedParameter WebhookDeliveryNumber =
        Number("number", "The number of the request in the webhook's list of requests.") with
        {
            In = ParameterLocation.Path,
            IsRequired = true,
        };

    /// <summary>The path parameter that contains the id of a subscription of the Durable Streams protocol.</summary>
    public static readonly DescribedParameter SubscriptionKey = NameOf(ParameterLocation.Path, "id",
        "The id of the subscription, 1 to 128 characters: letters A-Z and a-z, digits and `_ - . :`.", 128);

    /// <summary>The path parameter that contains the path of a stream.</summary>
    public static readonly DescribedParameter StreamKey = new(
        ParameterLocation.Path, "path", "The path of the stream, such as `events/x`.", static () => Text());

    /// <summary>The path parameter that names a schedule.</summary>
    public static readonly DescribedParameter ScheduleName = NameOf(ParameterLocation.Path, "name",
        "The name of the schedule, 1 to 50 characters: letters A-Z and a-z, digits and `_ - . :`.", 50);

    /// <summary>
    /// The request header with which a browser resumes a stream of server-sent events: the id of the last event that the browser received.
    /// </summary>
    public static readonly DescribedParameter LastEventId = new(
        ParameterLocation.Header, "Last-Event-ID",
            "The id of the last event that the client has received, after which the stream resumes. It overrides `lastEventId` and " +
            "`after`.",
            static () => Text());

    /// <summary>
    /// The query parameter with which a client that cannot set headers resumes a stream of server-sent events: the id of the last event
    /// that the client received.
    /// </summary>
    public static readonly DescribedParameter LastEventIdInQuery = Query(Http.LastEventId.QueryName,
        "The same as the header `Last-Event-ID`, for clients that cannot set headers. It overrides `after`.");

    /// <summary>The query parameter that selects what happens if a subscriber receives messages too slowly.</summary>
    public static readonly DescribedParameter Slow = Choice("slow",
        "The policy for a client that receives messages too slowly: `replay` sends all missed messages, `latest` sends only the newest " +
        "message of each type, `disconnect` ends the stream.", "replay", ["replay", "latest", "disconnect"]);

    /// <summary>The query parameter that contains the name of the client that joins a room.</summary>
    public static readonly DescribedParameter MemberName = new(
        ParameterLocation.Query, "name",
            "The name of the client as a member of rooms, 1 to 64 characters. With a token, the token determines the name, and this " +
            "parameter can be omitted.", static () => Text());

    /// <summary>
    /// Describes the request header with an idempotency key. A repeated request with the same key is carried out only once within 24 hours.
    /// </summary>
    public static DescribedParameter IdempotencyKey(string scope) => new(
        ParameterLocation.Header, "Idempotency-Key",
            $"A key that the client chooses. If the same caller repeats a request with the same key for the same {scope} within 24 " +
            "hours, the request has no second effect and receives the same response; with another body, it receives 422.",
            static () => Text());

    /// <summary>Describes a query parameter whose value is text.</summary>
    public static DescribedParameter Query(string name, string? description = null) =>
        new(ParameterLocation.Query, name, description, static () => Text());

    /// <summary>Describes a query parameter whose value is a whole number, at least 1.</summary>
    public static DescribedParameter Number(string name, string description, int maximum = 0, int otherwise = 0) =>
        new(ParameterLocation.Query, name, description, () => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = maximum == 0 ? "int64" : "int32",
            Minimum = "1",
            Maximum = maximum == 0 ? null : maximum.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Default = otherwise == 0 ? null : JsonValue.Create(otherwise),
        });

    /// <summary>Describes a query parameter whose value is one of the given words.</summary>
    public static DescribedParameter Choice(string name, string? description, string? otherwise, string[] words) =>
        new(ParameterLocation.Query, name, description, () => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. words.Select(word => (JsonNode)word)],
            Default = otherwise,
        });

    /// <summary>Describes a query parameter whose value is <c>true</c> or <c>false</c> (default).</summary>
    public static DescribedParameter Flag(string name, string description) =>
        new(ParameterLocation.Query, name, description, static () => new OpenApiSchema
        {
            Type = JsonSchemaType.Boolean,
            Default = JsonValue.Create(false),
        });

    private static DescribedParameter NameOf(ParameterLocation place, string name, string description, int maximum) =>
        new(place, name, description, () => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = maximum,
            Pattern = "^[A-Za-z0-9_.:-]+$",
        });

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
