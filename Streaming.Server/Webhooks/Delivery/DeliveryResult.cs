using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>What came of a round.</summary>
/// <param name="Move">Where the webhook stands then.</param>
internal sealed record DeliveryResult(MoveCursor Move)
{
    /// <summary>How many messages the receiver has taken.</summary>
    public long Messages { get; init; }

    /// <summary>In how many requests.</summary>
    public int Requests { get; init; }

    /// <summary>After how long it goes on; null for at once.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>After how long each of what <see cref="Move"/> sets aside is sent again.</summary>
    public IReadOnlyList<TimeSpan> AsideDelays { get; init; } = [];

    /// <summary>Why it goes on later, if that is the receiver's doing.</summary>
    public string? Error { get; init; }

    /// <summary>Why the webhook is given up, if it is.</summary>
    public string? DisabledFor { get; init; }

    /// <summary>The receiver has taken a batch, or there was nothing to take.</summary>
    public DeliveryResult MovedTo(MessageBatch batch, int messages) => this with
    {
        Move = Move with { Cursor = new WebhookCursor(batch.Topic, batch.Last.Offset) },
        Messages = Messages + messages,
        Requests = Requests + (messages > 0 ? 1 : 0),
    };

    /// <summary>A batch is sent again later, as it is.</summary>
    public DeliveryResult WaitsAt(MessageBatch batch, TimeSpan delay, WebhookCursor? cursor = null) => this with
    {
        Move = Move with { Cursor = (cursor ?? Move.Cursor) with { Through = batch.Last.Offset } },
        Delay = delay,
    };
}
