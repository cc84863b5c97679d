namespace Streaming.Server.Webhooks.Register;

/// <summary>One thing to be done to the store of webhooks; all of it or nothing.</summary>
internal abstract record WebhookChange;
