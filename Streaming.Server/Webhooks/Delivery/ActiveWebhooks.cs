using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps the active webhooks in memory, as this process last read them from the store. For each webhook it also keeps the version that the
/// webhook had when its topics were last scanned for messages that it has not received.
/// </summary>
internal sealed class ActiveWebhooks(IWebhookStore store, DeliverySlots slots, ILeases leases)
{
    private readonly Dictionary<WebhookId, long> _scanned = [];
    private volatile IReadOnlyList<Webhook> _all = [];

    /// <summary>The webhooks that receive messages, since they are neither paused nor disabled. Any thread may read the list.</summary>
    public IReadOnlyList<Webhook> All => _all;

    /// <summary>
    /// True if this node scans all topics at intervals for messages that webhooks have not received. Of all nodes on one store, only one
    /// does so.
    /// </summary>
    public bool ScansAtIntervals => leases.IsHeld(NodeLease.Maintenance);

    /// <summary>Reads the webhooks from the store, and keeps the active ones.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        _all = [.. (await store.ListAsync(cancellationToken)).Where(webhook => webhook.State == WebhookState.Active)];
        var ids = _all.Select(webhook => webhook.Id).ToHashSet();
        foreach (var gone in _scanned.Keys.Except(ids).ToList())
            _scanned.Remove(gone);
        slots.RemoveExcept(ids);
    }

    /// <summary>
    /// Ends the suspension (the time without requests, since the receiver did not respond) of webhooks that were changed since the last
    /// scan. A changed webhook may have another receiver, which responds.
    /// </summary>
    public void ResetChanged()
    {
        foreach (var webhook in _all.Where(webhook => _scanned.TryGetValue(webhook.Id, out var version) && version != webhook.Version))
            slots.Reset(webhook.Id);
    }

    /// <summary>
    /// Returns the webhooks that were created, changed or resumed since their topics were last scanned. A new scan finds the messages that
    /// were published before this process knew of the change.
    /// </summary>
    public IReadOnlyList<Webhook> Unscanned() => [.. _all.Where(webhook => _scanned.GetValueOrDefault(webhook.Id) != webhook.Version)];

    public void MarkScanned(Webhook webhook) => _scanned[webhook.Id] = webhook.Version;

    /// <summary>Marks a webhook so that its topics are scanned again for messages that it has not received.</summary>
    public void MarkUnscanned(WebhookId id) => _scanned.Remove(id);
}
