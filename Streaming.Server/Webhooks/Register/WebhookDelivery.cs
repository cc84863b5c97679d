namespace Streaming.Server.Webhooks.Register;

/// <summary>Describes one request to the URL of a webhook, and its result.</summary>
/// <param name="Number">The number of the request in the list of requests of its webhook. The store assigns increasing numbers.</param>
/// <param name="MessageId">The value of the header <c>webhook-id</c>. All attempts to send the same messages have the same value.</param>
/// <param name="Topic">The topic of the messages; null for a test request.</param>
/// <param name="First">The position of the first message; null for a test request.</param>
/// <param name="Last">The position of the last message; null for a test request.</param>
/// <param name="Count">The number of messages in the request.</param>
/// <param name="Attempt">The number of the attempt to send these messages, from 1.</param>
/// <param name="Time">The time at which the request started (UTC).</param>
/// <param name="DurationMs">The duration of the request in milliseconds.</param>
/// <param name="Status">The HTTP status of the response; null if the receiver did not respond.</param>
/// <param name="Error">The error in one sentence; null if the request succeeded.</param>
internal sealed record WebhookDelivery(
    long Number, string MessageId, string? Topic, string? First, string? Last, int Count, int Attempt, DateTime Time, double DurationMs,
        int? Status, string? Error)
{
    /// <summary>
    /// The first 1,024 bytes of the body of the receiver's response, as text; null if the receiver did not respond, or without a body.
    /// </summary>
    public string? Response { get; init; }
}
