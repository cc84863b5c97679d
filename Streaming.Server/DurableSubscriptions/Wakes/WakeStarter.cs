using System.Security.Cryptography;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Text;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Publishing;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Starts wakes (notices to workers) of subscriptions whose streams have messages that no worker has acknowledged. Several processes may
/// try to start the same wake. Because of the version of the subscription, only one of them succeeds.
/// </summary>
internal sealed partial class WakeStarter(
    SubscriptionWriter writer, WebhookWakes webhooks, Publisher publisher, StoreClock time, ILogger<WakeStarter> logger)
{
    private const int IdBytes = 12;

    /// <summary>
    /// Returns the subscription with a new current wake (notice to a worker), which has no lease (right to process the messages alone) yet.
    /// </summary>
    public static DurableSubscription WithNextWake(DurableSubscription subscription) => subscription.WithoutWake() with
    {
        Generation = subscription.Generation + 1,
        WakeId = "w_" + RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true),
        Version = subscription.Version + 1,
    };

    /// <summary>
    /// If the subscription has no current wake (notice to a worker) and its streams have messages that no worker has acknowledged, starts a
    /// wake.
    /// </summary>
    public async Task StartAsync(SubscriptionState state, CancellationToken cancellationToken)
    {
        var (subscription, now) = (state.Subscription, time.UtcNowMicroseconds());
        if (state.FirstPending is not { } pending || subscription.IsAwake(now) || subscription.NextAttempt > now)
            return;
        var next = WithNextWake(subscription);
        if (subscription.Kind == SubscriptionKind.Webhook)
        {
            next = next.WithLease(now) with { NextAttempt = null };
            if (await writer.TryWriteAsync(new SubscriptionWrite(next), cancellationToken))
                webhooks.Start(next);
            return;
        }

        // The wake (the notice to a worker) is announced before it is stored. If the process ends in between, the wake is announced again
        // later. If a worker claims the wake before it is stored, the claim itself starts the wake.
        if (await AnnounceAsync(next, pending.Topic, cancellationToken))
            await writer.TryWriteAsync(new SubscriptionWrite(next), cancellationToken);
    }

    private async Task<bool> AnnounceAsync(DurableSubscription subscription, TopicName pending, CancellationToken cancellationToken)
    {
        var wake = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "wake",
            subscription_id = subscription.Id,
            stream = StreamPath.NameOf(pending),
            generation = subscription.Generation,
            ts = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
        var topic = new TopicName(subscription.WakeTopic!);
        try
        {
            await publisher.PublishAsync(topic, NewMessage.Json(wake), cancellationToken);
            return true;
        }
        catch (RefusalException e)
        {
            LogNotAnnounced(e, subscription.Id, topic.Value);
            return false;
        }
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "Failed to append a notice of new messages of durable subscription {Subscription} to topic {Topic}, which workers read.")]
    private partial void LogNotAnnounced(Exception exception, string subscription, string topic);
}
