using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The public keys with which receivers verify the signatures of requests to webhooks, as a JSON Web Key Set.</summary>
/// <param name="Keys">The public keys with which receivers verify the signatures of requests to webhooks.</param>
internal sealed record KeySetView([property: JsonPropertyName("keys")] IReadOnlyList<KeyView> Keys);
