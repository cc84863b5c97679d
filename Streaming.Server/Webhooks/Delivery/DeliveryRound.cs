using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Reads and sends one round of requests of a topic: one request, or several at once where the order does not matter.</summary>
internal sealed class DeliveryRound(BatchReader reader, DeliverySender sender, DeliveryOutcome outcomes, IOptions<WebhookOptions> options)
{
    /// <summary>Reads the batches of the next round; empty if nothing waits. A webhook that fails gets one request at a time.</summary>
    public async Task<IReadOnlyList<MessageBatch>> ReadAsync(Webhook webhook, WebhookCursor cursor, CancellationToken cancellationToken)
    {
        var width = webhook.IsOrdered || cursor.Failures > 0 ? 1 : options.Value.Parallel;
        var round = new List<MessageBatch>();
        var (after, through) = (cursor.Offset, cursor.Through);
        while (round.Count < width && await reader.NextAsync(webhook, cursor.Topic, after, through, cancellationToken) is { } batch)
        {
            round.Add(batch);
            (after, through) = (batch.Last.Offset, null);
        }

        return round;
    }

    /// <summary>Sends a round, reports the results to the slot, and returns the outcome.</summary>
    public async Task<DeliveryResult> SendAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, DeliverySlot slot, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(round.Select(batch => SendAsync(webhook, batch, cursor.Failures + 1, cancellationToken)));
        slot.Report(results.OfType<SendResult>());
        return await outcomes.OfAsync(webhook, cursor, round, results);
    }

    // A batch without messages that the webhook wants is not sent.
    private async Task<SendResult?> SendAsync(Webhook webhook, MessageBatch batch, int attempt, CancellationToken cancellationToken) =>
        batch.Messages.Count == 0 ? null : await sender.SendAsync(webhook, batch, attempt, cancellationToken);
}
