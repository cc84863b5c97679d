namespace Streaming.Server.Webhooks.Register;

/// <summary>One request to a webhook's URL, and what came of it.</summary>
/// <param name="Number">Rises with each one of the webhook; given by the store.</param>
/// <param name="MessageId">Its <c>webhook-id</c>: the same for each attempt at the same messages.</param>
/// <param name="Topic">The topic; null for a test.</param>
/// <param name="First">The position of the first message; null for a test.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Attempt">Which attempt at them it was, from 1.</param>
/// <param name="Time">When it began (UTC).</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Status">The answer's HTTP status; null where there was no answer.</param>
/// <param name="Error">What went wrong; null if it went well.</param>
internal sealed record WebhookDelivery(
    long Number, string MessageId, string? Topic, string? First, string? Last, int Count, int Attempt, DateTime Time, double DurationMs, int? Status, string? Error);
