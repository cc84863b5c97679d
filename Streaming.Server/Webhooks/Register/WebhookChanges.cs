using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Creates and changes webhooks by the values of requests. It does not store them.</summary>
internal sealed class WebhookChanges(OutboundUrls urls, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>Returns a new webhook with the values of a request.</summary>
    /// <exception cref="RefusalException">A value of the request is missing or not valid.</exception>
    public Webhook Create(WebhookRequest request) => request.ToWebhook(urls, options.Value.Batch, time.UtcNowMicroseconds());

    /// <summary>Returns a webhook with the values of a request changed.</summary>
    /// <exception cref="RefusalException">A value of the request is not valid.</exception>
    public Webhook Change(Webhook webhook, WebhookRequest request) => request.Change(webhook, urls);

    /// <summary>
    /// Returns a webhook with a new secret. Until <see cref="WebhookOptions.SecretOverlap"/> has passed, requests are also signed with the
    /// old secret.
    /// </summary>
    public Webhook Rotate(Webhook webhook, string secret) =>
        webhook with
        {
            Secret = secret,
            OldSecret = webhook.Secret,
            OldSecretUntil = time.UtcNowMicroseconds() + options.Value.SecretOverlap
        };
}
