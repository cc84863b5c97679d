namespace Streaming.Server.Webhooks.Register;

/// <summary>Creates a webhook, or replaces the one whose version is one less. Not applied to another version.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Starts">The cursors for topics in which the webhook has none.</param>
/// <param name="ForgetsFailures">Whether the failures of its topics are cleared.</param>
internal sealed record SaveWebhook(Webhook Webhook, IReadOnlyList<WebhookCursor> Starts, bool ForgetsFailures = false) : WebhookChange;
