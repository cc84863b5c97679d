namespace Streaming.Server.Webhooks.Register;

/// <summary>
/// A write to the store that creates a webhook, or replaces the stored webhook. The version of the stored webhook must be one less than the
/// new version. Otherwise another process has changed the webhook, and the write has no effect.
/// </summary>
/// <param name="Webhook">The webhook with its new version.</param>
/// <param name="Starts">The cursors (positions in topics) from which the webhook begins to receive its topics. A cursor is stored only if
/// the webhook does not have one in the topic yet.</param>
/// <param name="ClearsFailures">True to remove the numbers, times and errors of failed requests from all cursors (positions in topics) of
/// the webhook.</param>
internal sealed record SaveWebhook(Webhook Webhook, IReadOnlyList<WebhookCursor> Starts, bool ClearsFailures = false) : WebhookChange;
