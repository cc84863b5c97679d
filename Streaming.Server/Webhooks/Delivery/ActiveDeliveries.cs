using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Lists the topics whose messages this process is sending to webhooks. New messages of such a topic need no new job, because the running
/// job sends them too.
/// </summary>
internal sealed class ActiveDeliveries(IOptions<WebhookOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), ActiveDelivery> _deliveries = new();

    /// <summary>
    /// True if a delivery that has sent all messages of its topic may stay and wait for new messages. False if more than half of the
    /// maximum number of deliveries are running: the delivery then ends, so that other topics can be delivered.
    /// </summary>
    public bool CanWait => _deliveries.Count <= options.Value.Concurrency / 2;

    /// <summary>
    /// Adds the delivery of a topic to a webhook to the list of running deliveries. Returns null if this process is already delivering the
    /// topic to the webhook.
    /// </summary>
    public ActiveDelivery? Begin(WebhookId id, TopicName topic)
    {
        var delivery = new ActiveDelivery(options.Value.Linger, time, () => _deliveries.TryRemove((id, topic), out _));
        return _deliveries.TryAdd((id, topic), delivery) ? delivery : null;
    }

    /// <summary>
    /// Notifies the running delivery of a topic to a webhook that the topic has new messages. Returns false if no delivery of the topic
    /// runs in this process; the caller must then enqueue a job for the messages.
    /// </summary>
    public bool Wake(WebhookId id, TopicName topic) => _deliveries.TryGetValue((id, topic), out var delivery) && delivery.Wake();
}
