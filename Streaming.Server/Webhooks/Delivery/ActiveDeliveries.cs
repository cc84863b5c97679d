using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The topics that are being delivered in this process: their further messages need no job.</summary>
internal sealed class ActiveDeliveries(IOptions<WebhookOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), ActiveDelivery> _runs = new();

    /// <summary>Whether a delivery without messages may wait for more: at most half of all slots do.</summary>
    public bool HaveRoom => _runs.Count <= options.Value.Concurrency / 2;

    /// <summary>Begins a delivery; null if the topic is being delivered in this process already.</summary>
    public ActiveDelivery? Begin(WebhookId id, TopicName topic)
    {
        var run = new ActiveDelivery(options.Value.Linger, time, () => _runs.TryRemove((id, topic), out _));
        return _runs.TryAdd((id, topic), run) ? run : null;
    }

    /// <summary>Notifies the delivery of the topic of new messages; false if none runs in this process, so that a job is needed.</summary>
    public bool Wake(WebhookId id, TopicName topic) => _runs.TryGetValue((id, topic), out var run) && run.Wake();
}
