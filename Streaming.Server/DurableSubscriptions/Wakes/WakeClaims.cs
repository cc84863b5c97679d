using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Signing;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Carries out the requests of workers. A worker claims a wake (the notice that streams have new messages), acknowledges messages, which
/// extends its lease (its right to process them alone), and ends the wake. If a wake has ended or its lease has expired, requests for it
/// are refused.
/// </summary>
internal sealed class WakeClaims(
    SubscriptionWriter writer, SubscriptionReader reader, WakeStarter starter, WakeResults results, WakeTokens tokens, StoreClock time)
{
    /// <summary>
    /// Assigns the current wake (the notice of new messages) to a worker. If there is no current wake, starts one, provided that streams
    /// have messages that no worker has acknowledged.
    /// </summary>
    /// <exception cref="RefusalException">Another worker has claimed the wake (the notice of new messages), or all messages are
    /// acknowledged.</exception>
    public async Task<ClaimView> ClaimAsync(string id, string worker, CancellationToken cancellationToken)
    {
        IReadOnlyList<StreamState> listed = [];
        var claimed = await writer.UpdateAsync(
            id, state =>
            {
                var (subscription, now) = (state.Subscription, time.UtcNowMicroseconds());
                Require(subscription, SubscriptionKind.PullWake);
                if (subscription.IsAwake(now) && subscription.Holder is not null)
                    throw SubscriptionRefusal.Claimed(subscription);
                listed = state.Listed;
                if (state.FirstPending is null)
                    return subscription.WakeId is null ? throw SubscriptionRefusal.NoPendingWork()
                        : new SubscriptionWrite(subscription.WithoutWake());
                var wake = subscription.IsAwake(now) ? subscription : WakeStarter.WithNextWake(subscription);
                return new SubscriptionWrite(wake.WithLease(now) with { Holder = worker });
            },
            cancellationToken);
        if (claimed.WakeId is not { } wakeId)
            throw SubscriptionRefusal.NoPendingWork();
        return new ClaimView(
            wakeId, claimed.Generation, await tokens.IssueAsync(claimed, cancellationToken), [.. listed.Select(StreamView.Of)],
            claimed.LeaseMilliseconds);
    }

    /// <summary>
    /// Acknowledges messages of streams, and then ends the wake (the notice of new messages) or extends its lease (the worker's right to
    /// process the messages alone).
    /// </summary>
    /// <exception cref="RefusalException">The token or an offset is not valid, or the wake (the notice of new messages) has
    /// ended.</exception>
    public async Task<AckView> AcknowledgeAsync(
        string id, SubscriptionKind kind, string? token, AckRequest request, CancellationToken cancellationToken)
    {
        var content = await tokens.CheckAsync(id, token, cancellationToken);
        var next = await results.AcknowledgedAsync(
            id, state =>
            {
                Require(state.Subscription, kind);
                Check(state.Subscription, content, request);
                return Cursors(state, request.Acks ?? []);
            },
            // A worker may disconnect right after its request. What has begun is completed, so that the next wake starts.
            request.Done == true, CancellationToken.None);
        return new AckView(Ok: true, next);
    }

    /// <summary>
    /// Ends a wake (the notice of new messages) without an acknowledgement. If streams have messages that no worker has acknowledged, the
    /// next wake starts.
    /// </summary>
    /// <exception cref="RefusalException">The token is not valid, or the wake (the notice of new messages) has ended.</exception>
    public async Task ReleaseAsync(string id, string? token, AckRequest request, CancellationToken cancellationToken)
    {
        var content = await tokens.CheckAsync(id, token, cancellationToken);
        await writer.UpdateAsync(
            id, state =>
            {
                Require(state.Subscription, SubscriptionKind.PullWake);
                Check(state.Subscription, content, request);
                return new SubscriptionWrite(state.Subscription.WithoutWake());
            },
            CancellationToken.None);
        if (await reader.FindAsync(id, CancellationToken.None) is { } after)
            await starter.StartAsync(after, CancellationToken.None);
    }

    private static void Require(DurableSubscription subscription, SubscriptionKind kind)
    {
        if (subscription.Kind != kind)
            throw SubscriptionRefusal.Invalid(
                kind == SubscriptionKind.PullWake ? "The subscription has a webhook; its wakes end by a callback."
                    : "The subscription is of type pull-wake; its wakes are claimed and acknowledged.");
    }

    private void Check(DurableSubscription subscription, WakeTokenContent token, AckRequest request)
    {
        if (!subscription.IsAwake(time.UtcNowMicroseconds()) || token.Generation != subscription.Generation
            || token.Jti != subscription.WakeId || request.Generation != subscription.Generation
            || request.WakeId != subscription.WakeId)
            throw SubscriptionRefusal.Fenced();
    }

    private static List<StreamCursor> Cursors(SubscriptionState state, IReadOnlyList<StreamAck?> acks)
    {
        var streams = state.Streams.ToDictionary(stream => stream.Topic);
        var cursors = new Dictionary<TopicName, StreamCursor>();
        foreach (var ack in acks)
        {
            var topic = StreamPath.ParseName(ack?.Stream ?? ack?.Path);
            if (!streams.TryGetValue(topic, out var stream))
                throw SubscriptionRefusal.InvalidOffset($"The subscription has no stream '{StreamPath.NameOf(topic)}'.");
            cursors[topic] = new StreamCursor(topic, Parse(stream, ack?.Offset));
        }

        return [.. cursors.Values];
    }

    private static Position Parse(StreamState stream, string? offset)
    {
        var path = StreamPath.NameOf(stream.Topic);
        if (!StreamOffset.TryParse(offset, out var position) || position.Epoch != stream.Tail.Epoch)
            throw SubscriptionRefusal.InvalidOffset(
                $"The offset of stream '{path}' is not one of its offsets; send one that came with its messages.");
        if (position.Offset < (stream.Acked?.Offset ?? 0))
            throw SubscriptionRefusal.InvalidOffset($"The offset of stream '{path}' is before the acknowledged one; send a later one.");
        return position.Offset <= stream.Tail.Offset ? position
            : throw SubscriptionRefusal.InvalidOffset($"The offset of stream '{path}' is after its newest message; send an earlier one.");
    }
}
