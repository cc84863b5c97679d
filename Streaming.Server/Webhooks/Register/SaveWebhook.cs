namespace Streaming.Server.Webhooks.Register;

/// <summary>Makes a webhook, or replaces the one whose version is one less. Not applied to another version.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Starts">Where it begins in topics that it has no cursor in.</param>
/// <param name="ForgetsFailures">Whether its topics are no longer taken to be failing.</param>
internal sealed record SaveWebhook(Webhook Webhook, IReadOnlyList<WebhookCursor> Starts, bool ForgetsFailures = false) : WebhookChange;
