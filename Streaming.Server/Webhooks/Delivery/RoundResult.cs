using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// The result of a round (requests to a webhook that were sent at the same time): the new cursor of the webhook (its position in the
/// topic), the deferred batches (refused messages that are sent again later), and the delay before the next round.
/// </summary>
/// <param name="Move">
/// The write to the store: the new cursor of the webhook (its position in the topic), the deferred batches (refused messages that are sent
/// again later) and the requests of the round.
/// </param>
internal sealed record RoundResult(MoveCursor Move)
{
    /// <summary>
    /// The number of messages that the receiver has accepted in this round (requests to a webhook that were sent at the same time).
    /// </summary>
    public long Messages { get; init; }

    /// <summary>
    /// The number of requests that the receiver has accepted in this round (requests to a webhook that were sent at the same time).
    /// </summary>
    public int Requests { get; init; }

    /// <summary>The delay before the next request with messages of the topic is sent to the webhook; null to send it immediately.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// The delays after which the deferred batches (messages that the receiver refused) are sent again, in the order of these batches in
    /// the write (<see cref="Move"/>).
    /// </summary>
    public IReadOnlyList<TimeSpan> DeferredDelays { get; init; } = [];

    /// <summary>
    /// The error of the failed request that causes the delay of the next request; null if there is no delay, or if the delay has another
    /// reason.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>The reason why the webhook is to be disabled; null if the webhook stays active.</summary>
    public string? DisabledFor { get; init; }

    /// <summary>
    /// Returns a result in which the cursor (the position of the webhook in the topic) is at the end of a batch of messages. Either the
    /// receiver has accepted the batch, or the batch has no messages to send.
    /// </summary>
    public RoundResult WithCursorAfter(MessageBatch batch, int messages) => this with
    {
        Move = Move with { Cursor = new WebhookCursor(batch.Topic, batch.Last.Offset) { Epoch = batch.Last.Epoch } },
        Messages = Messages + messages,
        Requests = Requests + (messages > 0 ? 1 : 0),
    };

    /// <summary>Returns a result with a delay after which the same batch of messages is sent again.</summary>
    public RoundResult WithRetryOf(MessageBatch batch, TimeSpan delay, WebhookCursor? cursor = null) => this with
    {
        Move = Move with
        {
            Cursor = (cursor ?? Move.Cursor) with
            {
                Offset = batch.After.Offset,
                Epoch = batch.After.Epoch,
                Through = batch.Last.Offset,
            },
        },
        Delay = delay,
    };
}
