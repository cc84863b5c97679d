using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Delivery;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Sends a test request to the receiver of a webhook, and adds the request to the webhook's list of requests.</summary>
internal sealed class WebhookTester(IWebhookStore store, DeliverySender sender, IOptions<WebhookOptions> options)
{
    public async Task<WebhookDelivery> TestAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var result = await sender.TestAsync(webhook, cancellationToken);
        await store.WriteAsync(new AddDelivery(webhook.Id, result.Delivery, options.Value.KeepDeliveries), cancellationToken);
        return result.Delivery;
    }
}
