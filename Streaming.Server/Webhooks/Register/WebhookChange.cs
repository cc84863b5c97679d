namespace Streaming.Server.Webhooks.Register;

/// <summary>One change of the store of webhooks, made in one transaction.</summary>
internal abstract record WebhookChange;
