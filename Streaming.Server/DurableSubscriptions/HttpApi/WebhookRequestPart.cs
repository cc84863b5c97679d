using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The webhook in a request that creates a subscription.</summary>
/// <param name="Url">The URL that receives wakes.</param>
internal sealed record WebhookRequestPart([property: JsonPropertyName("url")] string? Url);
