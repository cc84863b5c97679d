using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Delivers the messages of one topic to a webhook, request by request, and moves the webhook's cursor (its position in the topic) after
/// each request. A failed request is repeated later with the same messages.
/// </summary>
internal sealed class TopicDelivery(
    IWebhookStore store, DeliveryRound rounds, DeliveryRecorder recorder, ActiveDeliveries active, DeliverySlots slots, TimeProvider time)
{
    // The maximum run time of a job that delivers messages to a webhook. After this time a new job continues the delivery, after the jobs
    // that are already waiting. So a busy topic does not delay other topics.
    private static readonly TimeSpan s_maxRunTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_untilOtherEnds = TimeSpan.FromSeconds(1);

    public async Task<WebhookResult> RunAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken)
    {
        using var run = active.Begin(id, topic)
            ?? throw new DeliveryFailedException("The topic is being delivered in this process already.", s_untilOtherEnds);
        var end = time.GetUtcNow() + s_maxRunTime;
        var done = new WebhookResult(0, 0);
        using var slot = slots.For(id, topic);
        while (await store.FindAsync(id, cancellationToken) is { State: WebhookState.Active } webhook && webhook.Receives(topic))
        {
            // If no slot (place for one running delivery) is free, this job ends, and the topic waits in memory (in DeliverySlots). A new
            // job continues the delivery when a slot is free.
            if (!slot.TryAcquire())
                return done;
            var cursor = await store.FindCursorAsync(id, topic, cancellationToken) ?? new WebhookCursor(topic, 0);
            var round = await rounds.ReadAsync(webhook, cursor, cancellationToken);
            if (round.Count == 0)
            {
                // The slot (the place for one running delivery) is released while this job waits for new messages, so that another topic
                // can use it.
                slot.Release();
                if ((active.CanWait && await run.WaitAsync(cancellationToken)) || !run.TryEnd())
                    continue;
                return done;
            }

            var outcome = await rounds.SendAsync(webhook, cursor, round, slot, cancellationToken);
            await recorder.RecordAsync(id, outcome);
            done = new WebhookResult(done.Messages + outcome.Messages, done.Requests + outcome.Requests);
            if (outcome.Delay is { } delay)
                return await PostponeAsync(
                    id, topic, done, outcome, slots.SuspensionOf(id) is { } suspension && suspension > delay ? suspension : delay);
            if (time.GetUtcNow() >= end)
            {
                await recorder.EnqueueAsync(id, topic);
                return done;
            }
        }

        return done;
    }

    // Ends the job, and lets the delivery continue after a delay. If a request has failed and no request of this job has succeeded, the
    // same job is retried, which uses up one of its attempts. Otherwise a new job with its full number of attempts continues.
    private async Task<WebhookResult> PostponeAsync(
        WebhookId id, TopicName topic, WebhookResult done, RoundResult outcome, TimeSpan delay)
    {
        if (done.Requests == 0 && outcome.Error is { } error)
            throw new DeliveryFailedException(error, delay);
        await recorder.EnqueueAsync(id, topic, delay);
        return done;
    }
}
