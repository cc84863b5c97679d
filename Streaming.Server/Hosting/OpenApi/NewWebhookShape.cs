using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a request that creates a webhook.</summary>
[Description("A webhook to create.")]
internal sealed record NewWebhookShape
{
    [Description("The URL that receives the requests.")]
    public required string Url { get; init; }

    [MinLength(1)]
    [MaxLength(50)]
    [Description("Names of topics, or patterns with `*` such as `room:*`.")]
    public required IReadOnlyList<string> Topics { get; init; }

    [MaxLength(50)]
    [Description("Only messages of these types; all if empty.")]
    public IReadOnlyList<string>? Types { get; init; }

    [Description("Whether each topic's messages arrive in their order. Default: true.")]
    public bool? Ordered { get; init; }

    [Range(1, 1_000)]
    [Description("The most messages of one request.")]
    public int? Batch { get; init; }

    [Description("The secret that signs the requests, `whsec_` and base64. The server makes one if it is left out.")]
    public string? Secret { get; init; }
}
