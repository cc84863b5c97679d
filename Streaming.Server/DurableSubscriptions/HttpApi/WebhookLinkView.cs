using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The webhook of a subscription as JSON.</summary>
/// <param name="Url">The URL to which wakes (notices of new messages) are sent.</param>
/// <param name="Signing">Describes how requests to the webhook are signed.</param>
internal sealed record WebhookLinkView(
    [property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("signing")] SigningView Signing);
