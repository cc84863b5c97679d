using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Evaluates the results of a round (requests of one topic that were sent at the same time): it determines the new cursor of the webhook
/// (its position in the topic), and which messages are sent again.
/// </summary>
internal sealed class RoundEvaluator(IWebhookStore store, WebhookBackoff backoff, IOptions<WebhookOptions> options, TimeProvider time)
{
    // The maximum number of failing topics of a webhook that are read to find the topic that has failed for the longest time.
    private const int MaxFailing = 1_000;

    /// <summary>
    /// Determines the result of a round of requests. For an ordered webhook, the first failed request ends the round. For other webhooks,
    /// the messages of each failed request are deferred to a job of their own. If the receiver seems to be down, a failed request ends the
    /// round for these webhooks too. It seems to be down if it did not respond, or if at least its last two requests have all failed.
    /// </summary>
    public async Task<RoundResult> EvaluateAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, IReadOnlyList<SendResult?> results)
    {
        var isDown = results.All(result => result is { IsSuccess: false }) && (results.Count > 1 || cursor.Failures > 0);
        var outcome = new RoundResult(new MoveCursor(webhook.Id, cursor.Offset, cursor));
        for (var i = 0; i < round.Count && outcome.Delay is null && outcome.DisabledFor is null; i++)
        {
            outcome = results[i] switch
            {
                null => outcome.WithCursorAfter(round[i], messages: 0),
                { IsSuccess: true } => outcome.WithCursorAfter(round[i], round[i].Messages.Count),
                { IsNotCalled: true } result => outcome.WithRetryOf(round[i], backoff.After(1, result.RetryAfter)),
                { IsGone: true } result => outcome with { DisabledFor = $"The receiver answered 410 Gone at {result.Delivery.Time:u}." },
                { } result when webhook.IsOrdered || isDown || result.HasNoResponse => await FailAsync(webhook, outcome, round[i], result),
                { } result => Defer(outcome, round[i], result),
            };
        }

        // All requests that were sent are stored in the list of the webhook. This includes the requests after the failed request that ended
        // the round, although they are sent again.
        var made = results.OfType<SendResult>().Where(result => !result.IsNotCalled).Select(result => result.Delivery).ToList();
        return outcome with { Move = outcome.Move with { Deliveries = made, Keep = options.Value.KeepDeliveries } };
    }

    private async Task<RoundResult> FailAsync(Webhook webhook, RoundResult outcome, MessageBatch batch, SendResult result)
    {
        var cursor = outcome.Move.Cursor;
        var now = time.GetUtcNow().UtcDateTime;
        var (failures, since) = (cursor.Failures + 1, cursor.FailingSince ?? result.Delivery.Time);
        var failed = outcome.WithRetryOf(
            batch, backoff.After(failures, result.RetryAfter),
            cursor with { Failures = failures, FailingSince = since, Error = result.Delivery.Error });
        // While a receiver does not respond, only one of its topics is sent to it. The decision to disable the webhook therefore depends on
        // the topic that has failed for the longest time, and not on the topic of this round.
        var (topic, longest) = result.HasNoResponse ? await LongestAsync(webhook.Id, batch.Topic, since) : (batch.Topic, since);
        return now - longest < options.Value.DisableAfter
            ? failed with { Error = result.Delivery.Error }
            : failed with
            {
                Delay = null,
                DisabledFor = $"Topic {topic} has failed since {longest:u}. The last error: {result.Delivery.Error}"
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

    private RoundResult Defer(RoundResult outcome, MessageBatch batch, SendResult result)
    {
        var deferred = new DeferredBatch(
            batch.Topic, batch.After.Offset, batch.Last.Offset, batch.Messages.Count)
        {
            Failures = 1,
            FailingSince = result.Delivery.Time,
            Error = result.Delivery.Error
        };
        var moved = outcome.WithCursorAfter(batch, messages: 0);
        return moved with
        {
            DeferredDelays = [.. moved.DeferredDelays, backoff.After(1, result.RetryAfter)],
            Move = moved.Move with
            {
                Cursor = moved.Move.Cursor with { Failures = 1, FailingSince = result.Delivery.Time, Error = result.Delivery.Error },
                Deferred = [.. moved.Move.Deferred, deferred],
            },
        };
    }
}
