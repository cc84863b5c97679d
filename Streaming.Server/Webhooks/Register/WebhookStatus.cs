using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Determines the number of messages that a webhook has not received, and the topics whose requests to the webhook fail.</summary>
internal sealed class WebhookStatus(IWebhookStore store, BacklogScanner scanner, StoreClock time)
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
        var health = (await store.ListHealthAsync(cancellationToken)).FirstOrDefault(each => each.Webhook == webhook.Id);
        return WebhookView.Of(webhook, time.UtcNowMicroseconds()) with
        {
            Waiting = waiting,
            Failing = [.. failing.Take(MaxFailing)],
            FailingSince = health?.FailingSince,
        };
    }

    /// <summary>Returns all webhooks in the order of their creation, each with the time since which its deliveries fail.</summary>
    public async Task<IEnumerable<WebhookView>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNowMicroseconds();
        var health = (await store.ListHealthAsync(cancellationToken)).ToDictionary(each => each.Webhook, each => each.FailingSince);
        return (await store.ListAsync(cancellationToken)).Select(webhook => WebhookView.Of(webhook, now) with
        {
            FailingSince = health.TryGetValue(webhook.Id, out var since) ? since : null,
        });
    }
}
