using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Creates and changes webhooks as requests ask for it, without storing them.</summary>
internal sealed class WebhookChanges(OutboundUrls urls, IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <exception cref="RefusalException">A value of the request is missing or not valid.</exception>
    public Webhook Create(WebhookRequest request) => request.ToWebhook(urls, options.Value.Batch, time.UtcNowMicroseconds());

    /// <exception cref="RefusalException">A value of the request is not valid.</exception>
    public Webhook Change(Webhook webhook, WebhookRequest request) => request.Change(webhook, urls);

    /// <summary>Replaces the secret. The old one signs requests too until <see cref="WebhookOptions.SecretOverlap"/> has passed.</summary>
    public Webhook Rotate(Webhook webhook, string secret) =>
        webhook with
        {
            Secret = secret,
            OldSecret = webhook.Secret,
            OldSecretUntil = time.UtcNowMicroseconds() + options.Value.SecretOverlap
        };
}
