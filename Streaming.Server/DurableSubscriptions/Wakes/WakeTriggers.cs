using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Collects the events that make the dispatcher of wakes (notices to workers) run: new messages in topics, due times, and a timer for the
/// scan of all topics.
/// </summary>
internal sealed class WakeTriggers(
    TopicObservers observers, ActiveSubscriptions active, IOptions<DurableSubscriptionOptions> options, TimeProvider time) : ITopicObserver
{
    // The maximum number of topics with new messages that are kept in memory. If more topics have new messages, all topics are scanned
    // instead.
    private const int MaxTopics = 10_000;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private HashSet<TopicName> _topics = [];
    private bool _scans;
    private bool _hasLost;

    /// <summary>
    /// Starts to observe the topics for new messages, and to request scans at intervals. The first scan follows only after one interval,
    /// because the dispatcher scans each subscription anyway when it first reads it.
    /// </summary>
    public ITimer Start()
    {
        observers.Add(this);
        Rearm();
        return time.CreateTimer(_ => RequestScan(), state: null, options.Value.ScanInterval, options.Value.ScanInterval);
    }

    /// <summary>Makes the dispatcher run, because the due time of a subscription may have changed.</summary>
    public void Rearm() => _wake.Writer.TryWrite(true);

    /// <summary>Waits until the dispatcher has work, and returns all work that has accumulated since the previous call.</summary>
    public async Task<WakeWork> ReadAsync(CancellationToken cancellationToken)
    {
        await _wake.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            var work = new WakeWork(_topics, _hasLost, _scans);
            (_topics, _hasLost, _scans) = ([], false, false);
            return work;
        }
    }

    // This method runs on the thread that writes messages, so it must be fast. Only the process that has appended the messages starts the
    // wake (the notice to a worker).
    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (!isOwn || active.IsEmpty)
            return;
        lock (_gate)
        {
            if (_topics.Count < MaxTopics)
                _topics.Add(topic);
            else
                _hasLost = true;
        }

        Rearm();
    }

    private void RequestScan()
    {
        lock (_gate)
            _scans = true;
        Rearm();
    }
}
