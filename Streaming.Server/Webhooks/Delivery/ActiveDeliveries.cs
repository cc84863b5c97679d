using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Keeps a list of the topics whose messages this process is sending to webhooks. New messages of such a topic need no further job, since
/// the running delivery of the topic sends them too.
/// </summary>
internal sealed class ActiveDeliveries(IOptions<WebhookOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), ActiveDelivery> _deliveries = new();

    /// <summary>
    /// True if a delivery that has sent all messages of its topic may wait for new messages, and need not end. At most half of the
    /// deliveries that may run at once may wait.
    /// </summary>
    public bool CanWait => _deliveries.Count <= options.Value.Concurrency / 2;

    /// <summary>
    /// Adds the delivery of a topic to a webhook to the list of running deliveries; returns null if this process already delivers the topic
    /// to the webhook.
    /// </summary>
    public ActiveDelivery? Begin(WebhookId id, TopicName topic)
    {
        var delivery = new ActiveDelivery(options.Value.Linger, time, () => _deliveries.TryRemove((id, topic), out _));
        return _deliveries.TryAdd((id, topic), delivery) ? delivery : null;
    }

    /// <summary>
    /// Notifies the running delivery of a topic to a webhook that the topic has new messages. Returns false if no such delivery runs in
    /// this process, so that a job must deliver the messages.
    /// </summary>
    public bool Wake(WebhookId id, TopicName topic) => _deliveries.TryGetValue((id, topic), out var delivery) && delivery.Wake();
}
