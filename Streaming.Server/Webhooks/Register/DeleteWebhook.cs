namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that deletes a webhook with its cursors (positions in topics), its deferred batches (refused messages that are sent
/// again) and its list of requests. If the webhook does not exist, the write has no effect.
/// </summary>
internal sealed record DeleteWebhook(WebhookId Id) : WebhookChange;
