namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A change of the store that adds a request to the list of a webhook, without a change of the webhook's position in a topic. The change is
/// not applied if the webhook does not exist.
/// </summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
