namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>
/// Contains the body of <c>POST /webhooks/{id}/secret</c>, which replaces the secret that signs the requests of a webhook.
/// </summary>
internal sealed record SecretRequest
{
    public const string Shape = "{\"secret\": \"whsec_…\"}, or nothing to let the server create one";

    /// <summary>The new secret: <c>whsec_</c> and base64. If it is omitted, the server generates a secret.</summary>
    public string? Secret { get; init; }
}
