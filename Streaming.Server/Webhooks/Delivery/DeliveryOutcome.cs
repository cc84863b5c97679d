using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Evaluates the results of a round (requests of one topic that were sent at the same time): it determines the new cursor of the webhook
/// (its position in the topic), and which messages are sent again.
/// </summary>
internal sealed class DeliveryOutcome(IWebhookStore store, WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time)
{
    // The maximum number of failing topics that are searched for the topic that has failed for the longest time.
    private const int MaxFailing = 1_000;

    /// <summary>
    /// Determines the result of a round of requests. For an ordered webhook, the first failure ends the round. For other webhooks, each
    /// failed batch is deferred to a job of its own, unless the receiver seems to be down: it did not respond, or all requests failed, and
    /// not for the first time.
    /// </summary>
    public async Task<DeliveryResult> OfAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, IReadOnlyList<SendResult?> results)
    {
        var isDown = results.All(result => result is { IsSuccess: false }) && (results.Count > 1 || cursor.Failures > 0);
        var outcome = new DeliveryResult(new MoveCursor(webhook.Id, cursor.Offset, cursor));
        for (var i = 0; i < round.Count && outcome.Delay is null && outcome.DisabledFor is null; i++)
        {
            outcome = results[i] switch
            {
                null => outcome.MovedTo(round[i], messages: 0),
                { IsSuccess: true } => outcome.MovedTo(round[i], round[i].Messages.Count),
                { IsNotCalled: true } result => outcome.WaitsAt(round[i], backoff.After(1, result.RetryAfter)),
                { IsGone: true } result => outcome with { DisabledFor = $"The receiver answered 410 Gone at {result.Made.Time:u}." },
                { } result when webhook.IsOrdered || isDown || result.IsUnanswered => await FailAsync(webhook, outcome, round[i], result),
                { } result => Defer(outcome, round[i], result),
            };
        }

        // Requests after the one that ended the round are repeated. They are stored too, since they were sent.
        var made = results.OfType<SendResult>().Where(result => !result.IsNotCalled).Select(result => result.Made).ToList();
        return outcome with { Move = outcome.Move with { Deliveries = made, Keep = options.Value.KeepDeliveries } };
    }

    private async Task<DeliveryResult> FailAsync(Webhook webhook, DeliveryResult outcome, MessageBatch batch, SendResult result)
    {
        var cursor = outcome.Move.Cursor;
        var now = time.GetUtcNow().UtcDateTime;
        var (failures, since) = (cursor.Failures + 1, cursor.FailingSince ?? result.Made.Time);
        var failed = outcome.WaitsAt(
            batch, backoff.After(failures, result.RetryAfter),
            cursor with { Failures = failures, FailingSince = since, Error = result.Made.Error });
        // While the receiver does not respond, only one topic is sent to it. The webhook is therefore disabled by the topic that has failed
        // for the longest time, not by this one.
        var (topic, longest) = result.IsUnanswered ? await LongestAsync(webhook.Id, batch.Topic, since) : (batch.Topic, since);
        return now - longest < options.Value.DisableAfter
            ? failed with { Error = result.Made.Error }
            : failed with
            {
                Delay = null,
                DisabledFor = $"Topic {topic} has failed since {longest:u}. The last error: {result.Made.Error}"
            };
    }

    private async Task<(TopicName Topic, DateTime Since)> LongestAsync(WebhookId id, TopicName topic, DateTime since)
    {
        foreach (var cursor in await store.ListFailingAsync(id, MaxFailing, CancellationToken.None))
        {
            if (cursor.FailingSince < since)
                (topic, since) = (cursor.Topic, cursor.FailingSince.Value);
        }

        return (topic, since);
    }

    private DeliveryResult Defer(DeliveryResult outcome, MessageBatch batch, SendResult result)
    {
        var deferred = new DeferredBatch(
            batch.Topic, batch.After.Offset, batch.Last.Offset, batch.Messages.Count)
        {
            Failures = 1,
            FailingSince = result.Made.Time,
            Error = result.Made.Error
        };
        var moved = outcome.MovedTo(batch, messages: 0);
        return moved with
        {
            DeferredDelays = [.. moved.DeferredDelays, backoff.After(1, result.RetryAfter)],
            Move = moved.Move with
            {
                Cursor = moved.Move.Cursor with { Failures = 1, FailingSince = result.Made.Time, Error = result.Made.Error },
                Deferred = [.. moved.Move.Deferred, deferred],
            },
        };
    }
}
