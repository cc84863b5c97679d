namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>
/// The body of <c>POST /webhooks/{id}/secret</c>, which replaces the secret with which the requests of a webhook are signed.
/// </summary>
internal sealed record SecretRequest
{
    public const string Shape = "{\"secret\": \"whsec_…\"}, or nothing to let the server create one";

    /// <summary>The new secret: <c>whsec_</c> and Base64. If it is missing, the server generates a secret.</summary>
    public string? Secret { get; init; }
}
