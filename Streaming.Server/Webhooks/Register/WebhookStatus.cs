using Streaming.Server.Core.Text;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Determines the number of messages that a webhook has not received, and the topics whose requests to the webhook fail.</summary>
internal sealed class WebhookStatus(IWebhookStore store, BacklogScanner scanner, TimeProvider time)
{
    private const int MaxFailing = 100;
    private const int MaxDeferred = 1_000;

    public async Task<WebhookView> ReadAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var waiting = 0L;
        await foreach (var (_, _, messages) in scanner.FindAsync([webhook], cancellationToken))
            waiting += messages;
        waiting += await store.CountDeferredAsync(webhook.Id, cancellationToken);
        var failing = FailingView.Join(
            await store.ListFailingAsync(webhook.Id, MaxFailing, cancellationToken),
                await store.ListDeferredAsync(webhook.Id, MaxDeferred, cancellationToken));
        return WebhookView.Of(webhook, time.UtcNowMicroseconds()) with { Waiting = waiting, Failing = [.. failing.Take(MaxFailing)] };
    }
}
