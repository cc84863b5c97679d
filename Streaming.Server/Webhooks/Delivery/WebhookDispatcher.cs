using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Has topics delivered when they have moved. Whoever publishes dispatches: each process cares for what it has written itself, and now and then looks through all
/// topics for what another one could not hand on any more.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IWebhookStore store, BacklogScanner behind, BatchReader reader, WebhookEnqueuer queue, ActiveDeliveries runs, DeliverySlots slots, TopicObservers observers, WebhookMetrics metrics,
    IOptions<WebhookOptions> options, TimeProvider time, ILogger<WebhookDispatcher> logger) : BackgroundService, ITopicObserver
{
    // With more, all topics are looked through.
    private const int MaxMoved = 10_000;

    // Jobs that are enqueued at once.
    private const int MaxEnqueued = 256;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private readonly Dictionary<WebhookId, long> _looked = [];
    private HashSet<TopicName> _moved = [];
    private volatile IReadOnlyList<Webhook> _active = [];
    private bool _changed = true;
    private bool _lookAtAll = true;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        observers.Add(this);
        slots.OnReady = () => _wake.Writer.TryWrite(true);
        return base.StartAsync(cancellationToken);
    }

    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (isOwn || topic == WebhookManager.Notices)
            OnMovedHere(topic);
        if (isOwn)
            return;
        foreach (var webhook in _active)
            runs.Wake(webhook.Id, topic);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(_ => LookAtAll(), state: null, options.Value.LookInterval, options.Value.LookInterval);
        _wake.Writer.TryWrite(true);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wake.Reader.ReadAsync(stoppingToken);
                await TurnAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(s_pauseAfterFailure, time, stoppingToken);
                LookAtAll();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // On the thread of whoever wrote.
    private void OnMovedHere(TopicName topic)
    {
        var isNotice = topic == WebhookManager.Notices;
        if (_active.Count == 0 && !isNotice)
            return;
        lock (_gate)
        {
            _changed |= isNotice;
            if (_moved.Count < MaxMoved)
                _moved.Add(topic);
            else
                _lookAtAll = true;
        }

        _wake.Writer.TryWrite(true);
    }

    private void LookAtAll()
    {
        lock (_gate)
            _lookAtAll = _changed = true;
        _wake.Writer.TryWrite(true);
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        HashSet<TopicName> moved;
        bool lookAtAll;
        bool changed;
        lock (_gate)
        {
            (moved, _moved) = (_moved, []);
            (lookAtAll, _lookAtAll) = (_lookAtAll, false);
            (changed, _changed) = (_changed, false);
        }

        if (changed)
        {
            _active = [.. (await store.ListAsync(cancellationToken)).Where(webhook => webhook.State == WebhookState.Active)];
            foreach (var gone in _looked.Keys.Except(_active.Select(webhook => webhook.Id)).ToList())
                _looked.Remove(gone);
            slots.Keep(_active.Select(webhook => webhook.Id).ToHashSet());
        }

        foreach (var webhook in _active.Where(webhook => _looked.TryGetValue(webhook.Id, out var version) && version != webhook.Version))
            slots.Reset(webhook.Id);
        await DispatchWaitingAsync(cancellationToken);

        // What was published before it was heard here that a webhook is there, or is there again, is found so.
        var unseen = _active.Where(webhook => lookAtAll || _looked.GetValueOrDefault(webhook.Id) != webhook.Version).ToList();
        await DispatchAsync(moved.SelectMany(topic => _active.Where(webhook => webhook.Wants(topic) && reader.CanRead(topic)).Select(webhook => (webhook.Id, topic))), cancellationToken);
        if (unseen.Count > 0)
            await LookAsync(unseen, lookAtAll, cancellationToken);
    }

    private async Task LookAsync(IReadOnlyList<Webhook> webhooks, bool isAll, CancellationToken cancellationToken)
    {
        var waiting = webhooks.ToDictionary(webhook => webhook.Id, _ => 0L);
        var found = new List<(WebhookId, TopicName)>();
        await foreach (var (id, topic, messages) in behind.OfAsync(webhooks, cancellationToken))
        {
            waiting[id] += messages;
            found.Add((id, topic));
            if (found.Count < MaxEnqueued)
                continue;
            await DispatchAsync(found, cancellationToken);
            found.Clear();
        }

        await DispatchAsync(found, cancellationToken);
        foreach (var webhook in webhooks)
            _looked[webhook.Id] = webhook.Version;
        foreach (var webhook in isAll ? webhooks : [])
            waiting[webhook.Id] += await DispatchAsideAsync(webhook.Id, cancellationToken);
        if (isAll)
            metrics.Looked(waiting);
    }

    // Not those that run: they were told to wait, and end.
    private async Task DispatchWaitingAsync(CancellationToken cancellationToken)
    {
        var (ready, missed) = slots.TakeReady();
        foreach (var id in missed)
            _looked.Remove(id);
        await EnqueueAsync(ready, cancellationToken);
    }

    // One that has a job keeps it, with the time that it is due.
    private async Task<long> DispatchAsideAsync(WebhookId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var some in (await store.ListAsideAsync(id, MaxMoved, cancellationToken)).Chunk(MaxEnqueued))
            await Task.WhenAll(some.Select(aside => queue.SetAsideAsync(id, aside.Topic, aside.After, aside.Through, now, cancellationToken)));
        return await store.CountAsideAsync(id, cancellationToken);
    }

    private Task DispatchAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken) =>
        EnqueueAsync(deliveries.Where(each => !runs.Wake(each.Id, each.Topic) && !slots.TryDefer(each.Id, each.Topic)), cancellationToken);

    private async Task EnqueueAsync(IEnumerable<(WebhookId Id, TopicName Topic)> deliveries, CancellationToken cancellationToken)
    {
        foreach (var some in deliveries.Chunk(MaxEnqueued))
            await Task.WhenAll(some.Select(each => queue.DeliverAsync(each.Id, each.Topic, cancellationToken: cancellationToken)));
    }

    [LoggerMessage(1, LogLevel.Error, "Deliveries of webhooks could not be queued; all topics are looked through again.")]
    private partial void LogFailed(Exception exception);
}
