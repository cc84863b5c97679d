using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Delivers what a webhook has before it in one topic, request by request, and moves it on after each. What fails is tried again later, from where it stands.</summary>
internal sealed class TopicDelivery(
    IWebhookStore store, BatchReader reader, DeliverySender sender, DeliveryOutcome outcomes, WebhookManager register, WebhookEnqueuer queue, ActiveDeliveries runs, DeliverySlots slots, IOptions<WebhookOptions> options, TimeProvider time)
{
    // After this a job makes place for others, and queues behind them.
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_untilOtherEnds = TimeSpan.FromSeconds(1);

    public async Task<WebhookResult> RunAsync(WebhookId id, TopicName topic, CancellationToken cancellationToken)
    {
        using var run = runs.Begin(id, topic) ?? throw new DeliveryFailedException("The topic is being delivered here already.", s_untilOtherEnds);
        var turnEnds = time.GetUtcNow() + s_turn;
        var done = new WebhookResult(0, 0);
        using var slot = slots.For(id, topic);
        while (await store.FindAsync(id, cancellationToken) is { State: WebhookState.Active } webhook && webhook.Wants(topic))
        {
            // It waits among the slots, and gets a job when there is one for it.
            if (!slot.TryEnter())
                return done;
            var cursor = await store.FindCursorAsync(id, topic, cancellationToken) ?? new WebhookCursor(topic, 0);
            var round = await ReadAsync(webhook, cursor, cancellationToken);
            if (round.Count == 0)
            {
                // Whoever only waits for more leaves the slot to others.
                slot.Leave();
                if ((runs.HaveRoom && await run.WaitAsync(options.Value.Linger, time, cancellationToken)) || !run.TryEnd())
                    continue;
                return done;
            }

            var results = await Task.WhenAll(round.Select(batch => SendAsync(webhook, batch, cursor.Failures + 1, cancellationToken)));
            slot.Report(results.OfType<SendResult>());
            var outcome = await outcomes.OfAsync(webhook, cursor, round, results);
            // What is set aside has its job only when the store lists it; a look through all finds what has none yet when the process dies here.
            if (await store.WriteAsync(outcome.Move, CancellationToken.None))
                await QueueAsideAsync(id, outcome);
            done = new WebhookResult(done.Messages + outcome.Messages, done.Requests + outcome.Requests);
            if (outcome.DisabledFor is { } reason)
                await register.DisableAsync(id, reason);
            if (outcome.Delay is { } delay)
                return await LaterAsync(id, topic, done, outcome, slots.SuspensionOf(id) is { } suspension && suspension > delay ? suspension : delay);
            if (time.GetUtcNow() >= turnEnds)
            {
                await queue.DeliverAsync(id, topic, cancellationToken: CancellationToken.None);
                return done;
            }
        }

        return done;
    }

    private async Task QueueAsideAsync(WebhookId id, DeliveryResult outcome)
    {
        foreach (var (aside, delay) in outcome.Move.Aside.Zip(outcome.AsideDelays))
            await queue.SetAsideAsync(id, aside.Topic, aside.After, aside.Through, time.GetUtcNow().UtcDateTime + delay);
    }

    // An attempt that has come somewhere is no failed one: the job begins anew, and its attempts are those in a row that came nowhere.
    private async Task<WebhookResult> LaterAsync(WebhookId id, TopicName topic, WebhookResult done, DeliveryResult outcome, TimeSpan delay)
    {
        if (done.Requests == 0 && outcome.Error is { } error)
            throw new DeliveryFailedException(error, delay);
        await queue.DeliverAsync(id, topic, time.GetUtcNow().UtcDateTime + delay);
        return done;
    }

    // Several requests only where there is no order to keep, and nothing that says that the receiver is down.
    private async Task<IReadOnlyList<MessageBatch>> ReadAsync(Webhook webhook, WebhookCursor cursor, CancellationToken cancellationToken)
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

    // Nothing to send where it wants none of the messages.
    private async Task<SendResult?> SendAsync(Webhook webhook, MessageBatch batch, int attempt, CancellationToken cancellationToken) =>
        batch.Messages.Count == 0 ? null : await sender.SendAsync(webhook, batch, attempt, cancellationToken);
}
