namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>The body of <c>POST /webhooks/{id}/secret</c>.</summary>
internal sealed record SecretRequest
{
    public const string Shape = "{\"secret\": \"whsec_…\"}, or nothing for one that is made";

    /// <summary>The new secret: <c>whsec_</c> and base64. If it is omitted, the server creates one.</summary>
    public string? Secret { get; init; }
}
