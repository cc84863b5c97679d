using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a request that creates a webhook.</summary>
[Description("A webhook to create.")]
internal sealed record NewWebhookShape
{
    [Description("The URL to which the server sends the messages.")]
    public required string Url { get; init; }

    [MinLength(1)]
    [MaxLength(50)]
    [Description("The topics whose messages are sent: names, or patterns with `*` such as `room:*`.")]
    public required IReadOnlyList<string> Topics { get; init; }

    [MaxLength(50)]
    [Description("The types of the messages that are sent; empty for all types.")]
    public IReadOnlyList<string>? Types { get; init; }

    [Description("Whether the messages of each topic are sent in order. The default is true.")]
    public bool? Ordered { get; init; }

    [Range(1, 1_000)]
    [Description("The maximum number of messages in one request.")]
    public int? Batch { get; init; }

    [Description("Headers to add to the requests, by their names. They may be neither `webhook-…` nor about the connection or the body.")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    [Range(0, 60_000)]
    [Description("The maximum number of requests per minute. The default is no limit.")]
    public int? MaxPerMinute { get; init; }

    [Description("The secret that signs the requests: `whsec_` and base64. If it is omitted, the server generates a secret.")]
    public string? Secret { get; init; }
}
