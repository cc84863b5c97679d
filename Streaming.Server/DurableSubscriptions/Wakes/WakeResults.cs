using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Applies the results of wakes (notices to workers) to their subscriptions: acknowledgements, ends of wakes, and failed requests to
/// webhooks.
/// </summary>
internal sealed class WakeResults(SubscriptionWriter writer, SubscriptionReader reader, WakeStarter starter, StoreClock time)
{
    private const double Jitter = 0.2;
    private const int MaxDoublings = 6;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Ends a wake (a notice to a worker), or extends its lease (the worker's right to process the messages alone), after a worker has
    /// acknowledged messages. If the wake has ended and streams still have messages that no worker has acknowledged, the next wake starts.
    /// </summary>
    /// <returns>True if the wake (the notice to a worker) has ended and streams still have messages that no worker has
    /// acknowledged.</returns>
    public async Task<bool> AcknowledgedAsync(
        string id, Func<SubscriptionState, IReadOnlyList<StreamCursor>> check, bool ends, CancellationToken cancellationToken)
    {
        await writer.UpdateAsync(
            id, state => new SubscriptionWrite(
                (ends ? state.Subscription.WithoutWake() : state.Subscription.WithLease(time.UtcNowMicroseconds())) with
                {
                    Failures = 0,
                    NextAttempt = null,
                })
            { Cursors = check(state) },
            cancellationToken);
        return ends && await StartNextAsync(id, cancellationToken);
    }

    /// <summary>Records that the webhook has received a wake (a notice of new messages).</summary>
    /// <param name="subscription">The subscription with the wake (the notice of new messages) that the webhook has received.</param>
    /// <param name="done">The streams that the webhook has processed up to their newest messages, so that the wake (the notice of new
    /// messages) ends. Null if the webhook continues to process messages.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    public async Task SucceededAsync(
        DurableSubscription subscription, IReadOnlyList<StreamState>? done, CancellationToken cancellationToken)
    {
        var after = await UpdateAsync(
            subscription, (current, state) => done is null && current.Failures == 0 ? null : new SubscriptionWrite(
                (done is null ? current : current.WithoutWake()) with { Failures = 0, NextAttempt = null })
            { Cursors = done is null ? [] : Advance(state, done) },
            cancellationToken);
        if (done is not null && after is { WakeId: null })
            await StartNextAsync(subscription.Id, cancellationToken);
    }

    /// <summary>
    /// Records that a request to the webhook has failed. The request is repeated after a delay that doubles with each failure.
    /// </summary>
    public Task FailedAsync(DurableSubscription subscription, CancellationToken cancellationToken) => UpdateAsync(
        subscription, (current, _) => new SubscriptionWrite(
            current with { Failures = current.Failures + 1, NextAttempt = time.UtcNowMicroseconds() + Delay(current.Failures) }),
        cancellationToken);

    // The state is read after the end of the wake (the notice to a worker) was written, so that messages which were appended before the end
    // are found here. A process that appends a message after the end finds that there is no wake, and starts one.
    private async Task<bool> StartNextAsync(string id, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(id, cancellationToken) is not { FirstPending: not null } state)
            return false;
        await starter.StartAsync(state, cancellationToken);
        return true;
    }

    // Changes a subscription if the delivered wake (the notice of new messages) is still its current one. Returns null if the subscription
    // was deleted.
    private async Task<DurableSubscription?> UpdateAsync(
        DurableSubscription delivered, Func<DurableSubscription, SubscriptionState, SubscriptionWrite?> change,
        CancellationToken cancellationToken)
    {
        try
        {
            return await writer.UpdateAsync(
                delivered.Id,
                state => state.Subscription.WakeId == delivered.WakeId && state.Subscription.IsAwake(time.UtcNowMicroseconds())
                    ? change(state.Subscription, state) : null,
                cancellationToken);
        }
        catch (RefusalException e) when (e.Reason == RefusalReason.NotFound)
        {
            return null;
        }
    }

    private static List<StreamCursor> Advance(SubscriptionState state, IReadOnlyList<StreamState> done)
    {
        var current = state.Streams.ToDictionary(stream => stream.Topic);
        return [.. done.Where(stream => current.TryGetValue(stream.Topic, out var now) && now.Tail.Epoch == stream.Tail.Epoch
                && stream.Tail.Offset > (now.Acked?.Offset ?? 0))
            .Select(stream => new StreamCursor(stream.Topic, stream.Tail))];
    }

    private static TimeSpan Delay(int failures)
    {
        var delay = s_firstDelay * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return (delay < s_maxDelay ? delay : s_maxDelay) * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1)));
    }
}
