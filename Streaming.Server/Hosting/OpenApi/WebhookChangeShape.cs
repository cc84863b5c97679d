using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a request that changes a webhook.</summary>
[Description("The changes of a webhook. Omitted properties keep their value.")]
internal sealed record WebhookChangeShape
{
    [Description("The URL to which the server sends the messages.")]
    public string? Url { get; init; }

    [MinLength(1)]
    [MaxLength(50)]
    [Description("The topics whose messages are sent: names, or patterns with `*` such as `room:*`.")]
    public IReadOnlyList<string>? Topics { get; init; }

    [MaxLength(50)]
    [Description("The types of the messages that are sent; empty for all types.")]
    public IReadOnlyList<string>? Types { get; init; }

    [Description("Whether the messages of each topic are sent in order.")]
    public bool? Ordered { get; init; }

    [Range(1, 1_000)]
    [Description("The maximum number of messages in one request.")]
    public int? Batch { get; init; }

    [Description("Headers to add to the requests, by their names, in place of all earlier ones. A value of null keeps the value.")]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [Range(0, 60_000)]
    [Description("The maximum number of requests per minute; 0 for no limit.")]
    public int? MaxPerMinute { get; init; }
}
