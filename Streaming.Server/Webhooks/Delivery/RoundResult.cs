using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Contains the result of a round of requests to a webhook, and what happens next: the new cursor, deferred batches, a delay.
/// </summary>
/// <param name="Move">The change to write to the store: the new cursor of the webhook, the deferred batches and the requests of the
/// round.</param>
internal sealed record RoundResult(MoveCursor Move)
{
    /// <summary>The number of messages that the receiver has accepted in this round.</summary>
    public long Messages { get; init; }

    /// <summary>The number of requests that the receiver has accepted in this round.</summary>
    public int Requests { get; init; }

    /// <summary>The delay before the delivery of the topic continues; null to continue immediately.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The delay before each deferred batch of <see cref="Move"/> is sent again, in the order of the batches.</summary>
    public IReadOnlyList<TimeSpan> DeferredDelays { get; init; } = [];

    /// <summary>The error of the receiver that delays the delivery; null if there is no delay, or if it has another reason.</summary>
    public string? Error { get; init; }

    /// <summary>The reason for disabling the webhook; null to keep it active.</summary>
    public string? DisabledFor { get; init; }

    /// <summary>
    /// Returns the result with the cursor moved to the end of a batch that the receiver has accepted, or that has no messages to send.
    /// </summary>
    public RoundResult WithCursorAfter(MessageBatch batch, int messages) => this with
    {
        Move = Move with { Cursor = new WebhookCursor(batch.Topic, batch.Last.Offset) },
        Messages = Messages + messages,
        Requests = Requests + (messages > 0 ? 1 : 0),
    };

    /// <summary>Returns the result with a delay, after which a batch is sent again unchanged.</summary>
    public RoundResult WithRetryOf(MessageBatch batch, TimeSpan delay, WebhookCursor? cursor = null) => this with
    {
        Move = Move with { Cursor = (cursor ?? Move.Cursor) with { Through = batch.Last.Offset } },
        Delay = delay,
    };
}
