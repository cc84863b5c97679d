namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that adds a request to the list of requests of a webhook. Used for requests that do not change the webhook's
/// position in a topic, for example test requests. If the webhook does not exist, the write has no effect.
/// </summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
