namespace Streaming.Server.Webhooks.Register;

/// <summary>Describes one write to the webhooks in a store, which is made in one transaction.</summary>
internal abstract record WebhookChange;
