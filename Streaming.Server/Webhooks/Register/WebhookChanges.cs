using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Creates and changes webhook objects from the values of requests, without storing them.</summary>
internal sealed class WebhookChanges(OutboundUrls urls, IOptions<WebhookOptions> options, StoreClock time)
{
    /// <summary>Returns a new webhook with the values of a request.</summary>
    /// <exception cref="RefusalException">A value of the request is missing or not valid.</exception>
    public Webhook Create(WebhookRequest request) => request.ToWebhook(urls, options.Value.Batch, time.UtcNowMicroseconds());

    /// <summary>Returns a copy of a webhook with the values that a request contains; all other values are unchanged.</summary>
    /// <exception cref="RefusalException">A value of the request is not valid.</exception>
    public Webhook Change(Webhook webhook, WebhookRequest request) => request.Change(webhook, urls);

    /// <summary>
    /// Returns a copy of a webhook with a new secret. For the time <see cref="WebhookOptions.SecretOverlap"/>, requests are also signed
    /// with the old secret.
    /// </summary>
    public Webhook Rotate(Webhook webhook, string secret) =>
        webhook with
        {
            Secret = secret,
            OldSecret = webhook.Secret,
            OldSecretUntil = time.UtcNowMicroseconds() + options.Value.SecretOverlap
        };
}
