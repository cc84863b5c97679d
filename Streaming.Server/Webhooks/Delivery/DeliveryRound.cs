using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Reads and sends one round of requests for a topic: one request, or several requests at the same time if the webhook is not ordered.
/// </summary>
internal sealed class DeliveryRound(BatchReader reader, DeliverySender sender, RoundEvaluator evaluator, IOptions<WebhookOptions> options)
{
    /// <summary>
    /// Reads the batches of messages for the next round; returns an empty list if no message waits. If the last request failed, the round
    /// has only one request.
    /// </summary>
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

    /// <summary>
    /// Sends the requests of a round, reports their results to the slot of the topic, and returns the result of the round.
    /// </summary>
    public async Task<RoundResult> SendAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, DeliverySlot slot, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(round.Select(batch => SendAsync(webhook, batch, cursor.Failures + 1, cancellationToken)));
        slot.Report(results.OfType<SendResult>());
        return await evaluator.EvaluateAsync(webhook, cursor, round, results);
    }

    // A batch without messages that the webhook receives is not sent.
    private async Task<SendResult?> SendAsync(Webhook webhook, MessageBatch batch, int attempt, CancellationToken cancellationToken) =>
        batch.Messages.Count == 0 ? null : await sender.SendAsync(webhook, batch, attempt, cancellationToken);
}
