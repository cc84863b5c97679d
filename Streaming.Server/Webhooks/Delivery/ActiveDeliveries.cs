using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The topics that are being delivered in this process, so that more of them needs no job of its own.</summary>
internal sealed class ActiveDeliveries(IOptions<WebhookOptions> options)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), ActiveDelivery> _runs = new();

    /// <summary>Whether there is room for one that only watches for more.</summary>
    public bool HaveRoom => _runs.Count <= options.Value.Concurrency / 2;

    /// <summary>Begins one; null if this process has it already.</summary>
    public ActiveDelivery? Begin(WebhookId id, TopicName topic)
    {
        var run = new ActiveDelivery(() => _runs.TryRemove((id, topic), out _));
        return _runs.TryAdd((id, topic), run) ? run : null;
    }

    /// <summary>Tells whoever delivers the topic here that there is more; false if nobody does, so that it is a job's business.</summary>
    public bool Wake(WebhookId id, TopicName topic) => _runs.TryGetValue((id, topic), out var run) && run.Wake();
}
