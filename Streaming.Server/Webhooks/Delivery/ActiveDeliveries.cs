using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps a list of the topics that are being delivered to webhooks in this process. New messages of such a topic need no further job, since
/// the running delivery sends them.
/// </summary>
internal sealed class ActiveDeliveries(IOptions<WebhookOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), ActiveDelivery> _deliveries = new();

    /// <summary>
    /// True if a delivery that has sent all messages may wait for new messages. At most half of all slots (the deliveries that may run at
    /// once) are used for waiting.
    /// </summary>
    public bool CanWait => _deliveries.Count <= options.Value.Concurrency / 2;

    /// <summary>
    /// Adds the delivery of a topic to a webhook to the list; returns null if this topic is already being delivered in this process.
    /// </summary>
    public ActiveDelivery? Begin(WebhookId id, TopicName topic)
    {
        var delivery = new ActiveDelivery(options.Value.Linger, time, () => _deliveries.TryRemove((id, topic), out _));
        return _deliveries.TryAdd((id, topic), delivery) ? delivery : null;
    }

    /// <summary>
    /// Notifies a running delivery of new messages in its topic; returns false if no such delivery runs in this process, so that a job is
    /// needed.
    /// </summary>
    public bool Wake(WebhookId id, TopicName topic) => _deliveries.TryGetValue((id, topic), out var delivery) && delivery.Wake();
}
