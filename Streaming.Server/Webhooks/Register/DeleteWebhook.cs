namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A change of the store that deletes a webhook with its cursors (positions in topics), deferred batches and requests. The change is not
/// applied if the webhook does not exist.
/// </summary>
internal sealed record DeleteWebhook(WebhookId Id) : WebhookChange;
