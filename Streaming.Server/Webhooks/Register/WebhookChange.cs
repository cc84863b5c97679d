namespace Streaming.Server.Webhooks.Register;

/// <summary>Describes one change of the webhooks in a store, which is made in one transaction.</summary>
internal abstract record WebhookChange;
