namespace Streaming.Server.Webhooks.Register;

/// <summary>One request to a webhook's URL, and its result.</summary>
/// <param name="Number">The number of the request; the store increments it for each request of the webhook.</param>
/// <param name="MessageId">The <c>webhook-id</c>: the same for each attempt at the same messages.</param>
/// <param name="Topic">The topic; null for a test.</param>
/// <param name="First">The position of the first message; null for a test.</param>
/// <param name="Last">The position of the last message; null for a test.</param>
/// <param name="Count">The number of messages.</param>
/// <param name="Attempt">The number of the attempt to send these messages, from 1.</param>
/// <param name="Time">The start of the request (UTC).</param>
/// <param name="DurationMs">The duration in milliseconds.</param>
/// <param name="Status">The HTTP status of the answer; null without an answer.</param>
/// <param name="Error">The error; null if the request succeeded.</param>
internal sealed record WebhookDelivery(
    long Number, string MessageId, string? Topic, string? First, string? Last, int Count, int Attempt, DateTime Time, double DurationMs,
        int? Status, string? Error);
