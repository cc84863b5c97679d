using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The active webhooks, as this process last read them, and the version of each whose topics were scanned.</summary>
internal sealed class ActiveWebhooks(IWebhookStore store, DeliverySlots slots)
{
    private readonly Dictionary<WebhookId, long> _scanned = [];
    private volatile IReadOnlyList<Webhook> _all = [];

    /// <summary>The active webhooks. May be read from any thread.</summary>
    public IReadOnlyList<Webhook> All => _all;

    /// <summary>Reads the webhooks from the store.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        _all = [.. (await store.ListAsync(cancellationToken)).Where(webhook => webhook.State == WebhookState.Active)];
        var ids = _all.Select(webhook => webhook.Id).ToHashSet();
        foreach (var gone in _scanned.Keys.Except(ids).ToList())
            _scanned.Remove(gone);
        slots.Keep(ids);
    }

    /// <summary>Ends the suspension of webhooks that were changed: the receiver may be another one.</summary>
    public void ResetChanged()
    {
        foreach (var webhook in _all.Where(webhook => _scanned.TryGetValue(webhook.Id, out var version) && version != webhook.Version))
            slots.Reset(webhook.Id);
    }

    /// <summary>
    /// The webhooks whose topics were not scanned since they were created, changed or resumed. Messages that were published before this
    /// process knew of
    /// that are found by the scan.
    /// </summary>
    public IReadOnlyList<Webhook> Unscanned() => [.. _all.Where(webhook => _scanned.GetValueOrDefault(webhook.Id) != webhook.Version)];

    public void MarkScanned(Webhook webhook) => _scanned[webhook.Id] = webhook.Version;

    /// <summary>Has the topics of a webhook scanned again.</summary>
    public void MarkUnscanned(WebhookId id) => _scanned.Remove(id);
}
