using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a request that changes a webhook.</summary>
[Description("The changes of a webhook. Properties that are left out keep their value.")]
internal sealed record WebhookChangeShape
{
    [Description("The URL that receives the requests.")]
    public string? Url { get; init; }

    [MinLength(1)]
    [MaxLength(50)]
    [Description("Names of topics, or patterns with `*` such as `room:*`.")]
    public IReadOnlyList<string>? Topics { get; init; }

    [MaxLength(50)]
    [Description("Only messages of these types; all if empty.")]
    public IReadOnlyList<string>? Types { get; init; }

    [Description("Whether each topic's messages arrive in their order.")]
    public bool? Ordered { get; init; }

    [Range(1, 1_000)]
    [Description("The most messages of one request.")]
    public int? Batch { get; init; }
}
