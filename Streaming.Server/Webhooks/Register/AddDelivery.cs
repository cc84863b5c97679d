namespace Streaming.Server.Webhooks.Register;

/// <summary>Stores a request that does not move a cursor. Not applied if the webhook does not exist.</summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
