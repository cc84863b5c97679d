using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The webhook of a subscription as JSON.</summary>
/// <param name="Url">The URL that receives wakes.</param>
/// <param name="Signing">How requests to the webhook are signed.</param>
internal sealed record WebhookLinkView(
    [property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("signing")] SigningView Signing);
