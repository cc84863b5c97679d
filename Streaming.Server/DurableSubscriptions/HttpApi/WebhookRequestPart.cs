using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The part of a request to create a subscription that describes its webhook.</summary>
/// <param name="Url">The URL to which wakes (notices of new messages) are sent.</param>
internal sealed record WebhookRequestPart([property: JsonPropertyName("url")] string? Url);
