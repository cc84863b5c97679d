namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that adds a request to the list of requests of a webhook. Used for requests that do not change a position of the
/// webhook in a topic, for example test requests. The write has no effect if the webhook does not exist.
/// </summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
