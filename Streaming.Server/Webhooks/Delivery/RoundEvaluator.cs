using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Evaluates the results of a round (requests of one topic that were sent at the same time). Determines the new cursor of the webhook (its
/// position in the topic), and the messages that are sent again.
/// </summary>
internal sealed class RoundEvaluator(IWebhookStore store, WebhookBackoff backoff, IOptions<WebhookOptions> options, StoreClock time)
{
    // The maximum number of topics that are searched for the topic that has failed for the longest time. That time decides whether the
    // webhook is disabled.
    private const int MaxFailing = 1_000;

    // Of so many failed requests in a row, one defers its messages. So a receiver that refuses several batches in a row, but accepts the
    // later ones, gets these; and a receiver that is down leaves few batches to be deferred, because the delays between requests grow.
    private const int FailuresUntilDeferred = 4;

    /// <summary>
    /// Determines the result of a round of requests. If the webhook is ordered, or its receiver seems to be down, the messages of the first
    /// failed request and all later messages are sent again. Otherwise only the messages of each failed request are sent again, by a
    /// separate job. A receiver seems to be down if it did not respond, or if all requests of the round, and at least two in a row, have
    /// failed.
    /// </summary>
    public async Task<RoundResult> EvaluateAsync(
        Webhook webhook, WebhookCursor cursor, IReadOnlyList<MessageBatch> round, IReadOnlyList<SendResult?> results)
    {
        var isDown = results.All(result => result is { IsSuccess: false })
            && (results.Count > 1 || cursor.Failures % FailuresUntilDeferred > 0);
        var outcome = new RoundResult(new MoveCursor(webhook.Id, cursor, cursor) { IsOrdered = webhook.IsOrdered });
        for (var i = 0; i < round.Count && outcome.Delay is null && outcome.DisabledFor is null; i++)
        {
            outcome = results[i] switch
            {
                null => outcome.WithCursorAfter(round[i], messages: 0),
                { IsSuccess: true } => outcome.WithCursorAfter(round[i], round[i].Messages.Count),
                { IsNotCalled: true } result => outcome.WithRetryOf(round[i], backoff.After(1, result.RetryAfter)),
                { IsGone: true } result =>
                    outcome with { DisabledFor = $"The receiver answered 410 Gone for topic {cursor.Topic} at {result.Delivery.Time:u}." },
                { } result when webhook.IsOrdered || isDown || result.HasNoResponse => await FailAsync(webhook, outcome, round[i], result),
                { } result => Defer(outcome, round[i], result),
            };
        }

        // The list of requests of the webhook contains all requests that were sent. This includes the requests of the round (sent at the
        // same time) that follow a failed request, although their messages are sent again.
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
        // A webhook is disabled when one of its topics has failed for too long, and the receiver has accepted no other topic in this time.
        // While the receiver does not respond, only one topic at a
        // time is sent to it, so the failures of the other topics are considered here too.
        var (topic, longest) = result.HasNoResponse ? await LongestAsync(webhook.Id, batch.Topic, since) : (batch.Topic, since);
        return now - longest < options.Value.DisableAfter || await HasRecentSuccessAsync(webhook.Id, now)
            ? failed with { Error = result.Delivery.Error }
            : failed with
            {
                Delay = null,
                DisabledFor = $"Topic {topic} has failed since {longest:u}. The last error: {result.Delivery.Error}"
            };
    }

    private async Task<bool> HasRecentSuccessAsync(WebhookId id, DateTime now) =>
        (await store.ListHealthAsync(CancellationToken.None)).FirstOrDefault(health => health.Webhook == id)?.LastSuccess is { } success
            && now - success < options.Value.DisableAfter;

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
            Epoch = batch.Last.Epoch,
            Failures = 1,
            FailingSince = result.Delivery.Time,
            Error = result.Delivery.Error
        };
        var before = outcome.Move.Cursor;
        var moved = outcome.WithCursorAfter(batch, messages: 0);
        return moved with
        {
            DeferredDelays = [.. moved.DeferredDelays, backoff.After(1, result.RetryAfter)],
            Move = moved.Move with
            {
                Cursor = moved.Move.Cursor with
                {
                    Failures = before.Failures + 1,
                    FailingSince = before.FailingSince ?? result.Delivery.Time,
                    Error = result.Delivery.Error,
                },
                Deferred = [.. moved.Move.Deferred, deferred],
            },
        };
    }
}
