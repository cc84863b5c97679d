using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The outcome of a round.</summary>
/// <param name="Move">The new cursor of the webhook, with the deferred batches and the requests.</param>
internal sealed record DeliveryResult(MoveCursor Move)
{
    /// <summary>The number of messages that the receiver has accepted.</summary>
    public long Messages { get; init; }

    /// <summary>The number of requests that the receiver has accepted.</summary>
    public int Requests { get; init; }

    /// <summary>The delay before the delivery continues; null for none.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The delay before each deferred batch of <see cref="Move"/> is sent again.</summary>
    public IReadOnlyList<TimeSpan> AsideDelays { get; init; } = [];

    /// <summary>The error of the receiver that delays the delivery; null if the delay has another reason.</summary>
    public string? Error { get; init; }

    /// <summary>The reason for which the webhook is disabled; null if it is not.</summary>
    public string? DisabledFor { get; init; }

    /// <summary>Moves the cursor after a batch that the receiver has accepted, or that has nothing to send.</summary>
    public DeliveryResult MovedTo(MessageBatch batch, int messages) => this with
    {
        Move = Move with { Cursor = new WebhookCursor(batch.Topic, batch.Last.Offset) },
        Messages = Messages + messages,
        Requests = Requests + (messages > 0 ? 1 : 0),
    };

    /// <summary>Repeats a batch later, unchanged.</summary>
    public DeliveryResult WaitsAt(MessageBatch batch, TimeSpan delay, WebhookCursor? cursor = null) => this with
    {
        Move = Move with { Cursor = (cursor ?? Move.Cursor) with { Through = batch.Last.Offset } },
        Delay = delay,
    };
}
