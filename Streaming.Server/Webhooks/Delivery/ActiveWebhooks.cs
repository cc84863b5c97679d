using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps the active webhooks in memory, as this process last read them from the store. Also records the version that each webhook had at
/// its last scan (a search of all topics for messages that the webhook has not received).
/// </summary>
internal sealed class ActiveWebhooks(
    IWebhookStore store, DeliverySlots slots, WebhookRateLimiter rates, WebhookMetrics metrics, ILeases leases)
{
    private readonly Dictionary<WebhookId, long> _scanned = [];
    private volatile IReadOnlyList<Webhook> _all = [];

    /// <summary>The webhooks that receive messages. Paused and disabled webhooks are not included. Any thread may read this list.</summary>
    public IReadOnlyList<Webhook> All => _all;

    /// <summary>
    /// True if this node (server process) scans all topics at intervals for messages that webhooks have not received. Only one of the nodes
    /// that share a store does this work.
    /// </summary>
    public bool ScansAtIntervals => leases.IsHeld(NodeLease.Maintenance);

    /// <summary>Reads the webhooks from the store, and keeps the active ones.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var all = await store.ListAsync(cancellationToken);
        _all = [.. all.Where(webhook => webhook.State == WebhookState.Active)];
        var ids = _all.Select(webhook => webhook.Id).ToHashSet();
        foreach (var gone in _scanned.Keys.Except(ids).ToList())
            _scanned.Remove(gone);
        slots.RemoveExcept(ids);
        rates.RemoveExcept(ids);
        var failing = (await store.ListHealthAsync(cancellationToken)).Select(health => health.Webhook).ToHashSet();
        metrics.SetFailing(all.ToDictionary(webhook => webhook.Id, webhook => webhook.State == WebhookState.Disabled
            || (webhook.State == WebhookState.Active && failing.Contains(webhook.Id))));
    }

    /// <summary>
    /// Ends the suspension of webhooks that were changed since their last scan. (A suspended webhook receives no requests for a time,
    /// because its receiver did not respond.) The change may be a new URL whose receiver responds.
    /// </summary>
    public void ResetChanged()
    {
        foreach (var webhook in _all.Where(webhook => _scanned.TryGetValue(webhook.Id, out var version) && version != webhook.Version))
            slots.Reset(webhook.Id);
    }

    /// <summary>
    /// Returns the webhooks that were created, changed or resumed since their topics were last scanned. Their topics must be scanned again,
    /// because messages may have been published before this process knew of the change.
    /// </summary>
    public IReadOnlyList<Webhook> Unscanned() => [.. _all.Where(webhook => _scanned.GetValueOrDefault(webhook.Id) != webhook.Version)];

    public void MarkScanned(Webhook webhook) => _scanned[webhook.Id] = webhook.Version;

    /// <summary>Marks a webhook so that its topics are scanned again for messages that it has not received.</summary>
    public void MarkUnscanned(WebhookId id) => _scanned.Remove(id);
}
