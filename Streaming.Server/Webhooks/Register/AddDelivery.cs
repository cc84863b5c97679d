namespace Streaming.Server.Webhooks.Register;

/// <summary>Keeps what came of a request that moves nothing. Not applied if the webhook is gone.</summary>
internal sealed record AddDelivery(WebhookId Id, WebhookDelivery Delivery, int Keep) : WebhookChange;
