namespace Streaming.Server.Webhooks.Register;

/// <summary>Takes a webhook away with all that is kept of it. Not applied if there is none.</summary>
internal sealed record DeleteWebhook(WebhookId Id) : WebhookChange;
