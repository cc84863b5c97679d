namespace Streaming.Server.Webhooks.Register;

/// <summary>Deletes a webhook with its cursors, deferred batches and requests. Not applied if it does not exist.</summary>
internal sealed record DeleteWebhook(WebhookId Id) : WebhookChange;
