using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps the list of active webhooks in memory, as this process last read it from the store, and the version of each webhook at the last
/// scan of its topics.
/// </summary>
internal sealed class ActiveWebhooks(IWebhookStore store, DeliverySlots slots, ILeases leases)
{
    private readonly Dictionary<WebhookId, long> _scanned = [];
    private volatile IReadOnlyList<Webhook> _all = [];

    /// <summary>The active webhooks. The list may be read from any thread.</summary>
    public IReadOnlyList<Webhook> All => _all;

    /// <summary>Whether this node, and not another one on the same store, scans all topics at intervals.</summary>
    public bool ScansAtIntervals => leases.IsHeld(NodeLease.Maintenance);

    /// <summary>Reads the webhooks from the store, and keeps the active ones.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        _all = [.. (await store.ListAsync(cancellationToken)).Where(webhook => webhook.State == WebhookState.Active)];
        var ids = _all.Select(webhook => webhook.Id).ToHashSet();
        foreach (var gone in _scanned.Keys.Except(ids).ToList())
            _scanned.Remove(gone);
        slots.Keep(ids);
    }

    /// <summary>
    /// Ends the suspension of webhooks that were changed since the last scan: a changed webhook may have another receiver, which responds.
    /// </summary>
    public void ResetChanged()
    {
        foreach (var webhook in _all.Where(webhook => _scanned.TryGetValue(webhook.Id, out var version) && version != webhook.Version))
            slots.Reset(webhook.Id);
    }

    /// <summary>
    /// Returns the webhooks whose topics were not scanned since the webhook was created, changed or resumed. A scan finds the messages that
    /// were published before this process knew of the change.
    /// </summary>
    public IReadOnlyList<Webhook> Unscanned() => [.. _all.Where(webhook => _scanned.GetValueOrDefault(webhook.Id) != webhook.Version)];

    public void MarkScanned(Webhook webhook) => _scanned[webhook.Id] = webhook.Version;

    /// <summary>Makes the next scan include the topics of a webhook again.</summary>
    public void MarkUnscanned(WebhookId id) => _scanned.Remove(id);
}
