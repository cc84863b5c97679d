using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Core.Topics;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.HttpApi;

namespace Streaming.Server.Webhooks.Register;

/// <summary>What people ask of webhooks.</summary>
internal sealed class WebhookService(
    WebhookManager register, IWebhookStore store, ITopicLog log, BacklogScanner behind, DeliverySender sender, WebhookEnqueuer queue, OutboundUrls urls, IOptions<WebhookOptions> options, TimeProvider time)
{
    private const int MaxFailing = 100;
    private const int MaxAside = 1_000;

    public ValueTask<Webhook> FindAsync(WebhookId id, CancellationToken cancellationToken) => register.FindAsync(id, cancellationToken);

    public async Task<Webhook> CreateAsync(WebhookRequest request, CancellationToken cancellationToken)
    {
        var webhook = request.ToWebhook(urls, options.Value.Batch, time.UtcNowMicroseconds());
        await register.CreateAsync(webhook, cancellationToken);
        return webhook;
    }

    public Task<Webhook> ChangeAsync(WebhookId id, WebhookRequest request, CancellationToken cancellationToken) =>
        register.UpdateAsync(id, "changed", webhook => request.Change(webhook, urls), forgetsFailures: false, cancellationToken);

    public Task<Webhook> DeleteAsync(WebhookId id, CancellationToken cancellationToken) => register.DeleteAsync(id, cancellationToken);

    public Task<Webhook> PauseAsync(WebhookId id, CancellationToken cancellationToken) =>
        register.UpdateAsync(id, "paused", webhook => webhook with { State = WebhookState.Paused, Reason = null }, forgetsFailures: false, cancellationToken);

    public Task<Webhook> ResumeAsync(WebhookId id, CancellationToken cancellationToken) =>
        register.UpdateAsync(id, "resumed", webhook => webhook with { State = WebhookState.Active, Reason = null }, forgetsFailures: true, cancellationToken);

    public Task<Webhook> RotateAsync(WebhookId id, string? secret, CancellationToken cancellationToken)
    {
        var next = secret is null ? WebhookSecret.New() : WebhookSecret.Check(secret);
        return register.UpdateAsync(
            id, "changed", webhook => webhook with { Secret = next, OldSecret = webhook.Secret, OldSecretUntil = time.UtcNowMicroseconds() + options.Value.SecretOverlap }, forgetsFailures: false, cancellationToken);
    }

    public async Task<WebhookView> LookAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        var waiting = 0L;
        await foreach (var (_, _, messages) in behind.OfAsync([webhook], cancellationToken))
            waiting += messages;
        waiting += await store.CountAsideAsync(id, cancellationToken);
        var failing = FailingView.Join(await store.ListFailingAsync(id, MaxFailing, cancellationToken), await store.ListAsideAsync(id, MaxAside, cancellationToken));
        return WebhookView.Of(webhook, time.UtcNowMicroseconds()) with { Waiting = waiting, Failing = [.. failing.Take(MaxFailing)] };
    }

    public async Task<WebhookDelivery> TestAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var result = await sender.TestAsync(await FindAsync(id, cancellationToken), cancellationToken);
        await store.WriteAsync(new AddDelivery(id, result.Made, options.Value.KeepDeliveries), cancellationToken);
        return result.Made;
    }

    public async Task<ReplayView> ReplayAsync(WebhookId id, ReplayRequest request, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        var topic = TopicName.Parse(request.Topic);
        if (!webhook.Wants(topic))
            throw RefusalException.Invalid($"The webhook does not get {topic}; it gets {string.Join(", ", webhook.Topics)}.");
        var state = await log.GetStateAsync(topic, cancellationToken);
        var after = request.After == "earliest" ? new Position(state.Epoch, state.Oldest - 1) : Position.Parse(request.After);
        if (!string.Equals(after.Epoch, state.Epoch, StringComparison.Ordinal) || after.Offset > state.Newest)
            throw RefusalException.Invalid($"The position is not one of this topic as it is now; its newest message is at {new Position(state.Epoch, state.Newest)}.");
        await store.WriteAsync(new MoveCursor(id, From: null, new WebhookCursor(topic, after.Offset)), cancellationToken);
        if (webhook.State == WebhookState.Active)
            await queue.DeliverAsync(id, topic, cancellationToken: cancellationToken);
        return ReplayView.Of(id, topic, after, state.Newest);
    }
}
