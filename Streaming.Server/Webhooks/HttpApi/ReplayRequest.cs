namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>The body of <c>POST /webhooks/{id}/replay</c>.</summary>
internal sealed record ReplayRequest
{
    public const string Shape = "{\"topic\": \"room:lobby\", \"after\": \"k3f9a2-1042\"}; after may be \"earliest\"";

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The position after which to begin, or <c>earliest</c>.</summary>
    public required string After { get; init; }
}
