using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Collects the events that make the webhook dispatcher run: new messages in topics, free slots (places for running deliveries), changed
/// webhooks, and a timer for the scan of all topics.
/// </summary>
internal sealed class DispatchTriggers(
    TopicObservers observers, DeliverySlots slots, ActiveWebhooks webhooks, ActiveDeliveries active, IOptions<WebhookOptions> options,
        TimeProvider time)
    : ITopicObserver
{
    // The maximum number of topics with new messages that are kept in memory. If more topics have new messages, all topics are scanned
    // instead.
    private const int MaxTopics = 10_000;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private HashSet<TopicName> _topics = [];
    private bool _reload = true;
    private bool _scanAll = true;

    /// <summary>
    /// Registers this object for notifications: when a topic has new messages, and when a slot (the right to run one delivery) is free for
    /// a waiting topic.
    /// </summary>
    public void Start()
    {
        observers.Add(this);
        slots.OnReady = Wake;
    }

    /// <summary>
    /// Requests a scan of all topics now. On one of the nodes (server processes) that share a store, further scans follow at intervals
    /// (<see cref="WebhookOptions.LookInterval"/>) until the returned timer is disposed.
    /// </summary>
    public ITimer StartScans()
    {
        Wake();
        var interval = options.Value.LookInterval;
        return time.CreateTimer(_ => RequestScan(webhooks.ScansAtIntervals), state: null, interval, interval);
    }

    /// <summary>Waits until the webhook dispatcher has work, and returns all work that has accumulated since the previous call.</summary>
    public async Task<DispatchRequest> ReadAsync(CancellationToken cancellationToken)
    {
        await _wake.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            var request = new DispatchRequest(_topics, _scanAll, _reload);
            (_topics, _scanAll, _reload) = ([], false, false);
            return request;
        }
    }

    /// <summary>
    /// Called when the webhook dispatcher has failed to start deliveries. Waits for one second, and then requests a scan of all topics,
    /// which finds the messages that were not delivered.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(s_pauseAfterFailure, time, cancellationToken);
        RequestScan(ofAll: true);
    }

    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (isOwn || topic == WebhookNotices.Topic)
            Add(topic);
        if (isOwn)
            return;
        // Another process has appended these messages, and enqueues jobs that deliver them. If this process is already delivering the topic
        // to a webhook, the running delivery is notified too, so that the messages are sent immediately.
        foreach (var webhook in webhooks.All)
            active.Wake(webhook.Id, topic);
    }

    // Adds a topic with new messages to the work of the webhook dispatcher. This method must be fast, because it runs on the thread that
    // writes messages, and would delay all publishes.
    private void Add(TopicName topic)
    {
        var isNotice = topic == WebhookNotices.Topic;
        if (webhooks.All.Count == 0 && !isNotice)
            return;
        lock (_gate)
        {
            _reload |= isNotice;
            if (_topics.Count < MaxTopics)
                _topics.Add(topic);
            else
                _scanAll = true;
        }

        Wake();
    }

    private void RequestScan(bool ofAll)
    {
        lock (_gate)
            (_scanAll, _reload) = (_scanAll || ofAll, true);
        Wake();
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}
