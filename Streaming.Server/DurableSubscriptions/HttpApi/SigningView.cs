using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>
/// Describes as JSON how requests to a webhook are signed: the algorithm, the id of the key, and the URL of the public keys.
/// </summary>
/// <param name="Algorithm">The algorithm of the signatures: <c>ed25519</c>.</param>
/// <param name="KeyId">The id of the key that currently signs requests.</param>
/// <param name="KeysUrl">The URL of the public keys.</param>
internal sealed record SigningView(
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("jwks_url")] string KeysUrl);
