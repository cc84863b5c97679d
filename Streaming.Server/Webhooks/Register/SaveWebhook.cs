namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A change of the store that creates a webhook, or replaces the stored one if its version is one less. The change is not applied if the
/// stored webhook has another version.
/// </summary>
/// <param name="Webhook">The webhook with its new version.</param>
/// <param name="Starts">The cursors (positions) for topics in which the webhook has no cursor yet.</param>
/// <param name="ClearsFailures">True if the failures in all cursors of the webhook are cleared.</param>
internal sealed record SaveWebhook(Webhook Webhook, IReadOnlyList<WebhookCursor> Starts, bool ClearsFailures = false) : WebhookChange;
