using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Collects the events that make the webhook dispatcher run: new messages in topics, free slots, changed webhooks, and a timer for the scan
/// of all topics.
/// </summary>
internal sealed class DispatchTriggers(
    TopicObservers observers, DeliverySlots slots, ActiveWebhooks webhooks, ActiveDeliveries active, IOptions<WebhookOptions> options,
        TimeProvider time)
    : ITopicObserver
{
    // The maximum number of topics with new messages that are kept in memory. If more topics have new messages, all topics are scanned.
    private const int MaxTopics = 10_000;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private HashSet<TopicName> _topics = [];
    private bool _reload = true;
    private bool _scanAll = true;

    /// <summary>Starts to observe the topics for new messages, and the slots of webhook deliveries.</summary>
    public void Start()
    {
        observers.Add(this);
        slots.OnReady = Wake;
    }

    /// <summary>
    /// Requests a scan of all topics now. On one of the nodes that share a store, further scans follow at each interval
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
    /// Waits for one second after the start of deliveries has failed, then requests a scan of all topics. The scan finds the topics whose
    /// deliveries were not started.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(s_pauseAfterFailure, time, cancellationToken);
        RequestScan(ofAll: true);
    }

    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (isOwn || topic == WebhookManager.ChangesTopic)
            Add(topic);
        if (isOwn)
            return;
        // Another process has appended the messages, and enqueues the jobs that deliver them. A delivery of the topic that already runs in
        // this process is notified too, so that it sends the messages without a wait for these jobs.
        foreach (var webhook in webhooks.All)
            active.Wake(webhook.Id, topic);
    }

    // Adds a topic with new messages to the work of the dispatcher. This method runs on the thread that writes messages, so it must be
    // fast.
    private void Add(TopicName topic)
    {
        var isNotice = topic == WebhookManager.ChangesTopic;
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
