using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>An Ed25519 public key as a JSON Web Key (RFC 8037).</summary>
/// <param name="KeyId">The id of the key, which the header of each signed request contains.</param>
/// <param name="X">The public key in base64url.</param>
internal sealed record KeyView(
    [property: JsonPropertyName("kid")] string KeyId, [property: JsonPropertyName("x")] string X)
{
    /// <summary>The type of the key: <c>OKP</c>.</summary>
    [JsonPropertyName("kty")]
    public string KeyType => "OKP";

    /// <summary>The curve of the key: <c>Ed25519</c>.</summary>
    [JsonPropertyName("crv")]
    public string Curve => "Ed25519";

    /// <summary>The use of the key: <c>sig</c>.</summary>
    [JsonPropertyName("use")]
    public string Use => "sig";

    /// <summary>The algorithm of the key: <c>EdDSA</c>.</summary>
    [JsonPropertyName("alg")]
    public string Algorithm => "EdDSA";
}
