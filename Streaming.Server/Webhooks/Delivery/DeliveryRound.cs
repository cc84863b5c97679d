using Microsoft.Extensions.Options;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Reads the messages for one round of requests to a webhook, and sends the requests. A round is usually one request. If the webhook does
/// not need the messages in order, a round may have several requests at the same time.
/// </summary>
internal sealed class DeliveryRound(BatchReader reader, DeliverySender sender, RoundEvaluator evaluator, IOptions<WebhookOptions> options)
{
    /// <summary>
    /// Reads the messages for the next round of requests (those that are sent at the same time), one batch for each request. The list is
    /// empty if no messages are waiting. If the previous request failed, or if the webhook has a rate limit, the round has only one
    /// request.
    /// </summary>
    public async Task<IReadOnlyList<MessageBatch>> ReadAsync(Webhook webhook, WebhookCursor cursor, CancellationToken cancellationToken)
    {
        // If the webhook has a rate limit, a round (the requests that are sent at the same time) has only one request. If it had several,
        // the limit could delay the first request but not the later ones, which would then be sent again.
        var width = webhook.IsOrdered || webhook.MaxPerMinute is not null || cursor.Failures > 0 ? 1 : options.Value.Parallel;
        var round = new List<MessageBatch>();
        var next = cursor;
        while (round.Count < width && await reader.NextAsync(webhook, next, cancellationToken) is { } batch)
        {
            round.Add(batch);
            next = new WebhookCursor(batch.Topic, batch.Last.Offset) { Epoch = batch.Last.Epoch };
        }

        return round;
    }

    /// <summary>
    /// Sends the requests of a round at the same time, one for each batch of messages, and returns the result of the round. Also reports
    /// the results to the slot (the permit to run) of the delivery. If the receiver does not respond, the webhook then gets no requests for
    /// a time.
    /// </summary>
    public async Task<RoundResult> SendAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, DeliverySlot slot, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(round.Select(batch => SendAsync(webhook, batch, cursor.Failures + 1, cancellationToken)));
        slot.Report(cursor.Topic, [.. results.OfType<SendResult>()]);
        return await evaluator.EvaluateAsync(webhook, cursor, round, results);
    }

    // Sends one batch of messages. Returns null if the batch contains no messages of the types that the webhook receives, so that no
    // request is needed.
    private async Task<SendResult?> SendAsync(Webhook webhook, MessageBatch batch, int attempt, CancellationToken cancellationToken) =>
        batch.Messages.Count == 0 ? null : await sender.SendAsync(webhook, batch, attempt, cancellationToken);
}
