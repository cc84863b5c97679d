namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that adds a request to the list of requests of a webhook. The positions of the webhook in topics do not change. The
/// write has no effect if the webhook does not exist.
/// </summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
