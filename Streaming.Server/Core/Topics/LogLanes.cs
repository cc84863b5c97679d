using System.Diagnostics;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Writes the messages of all publishers to one log, in several lanes (queues whose transactions run at the same time). All publish
/// requests that wait in a lane are written in one transaction. After the commit the messages become visible to subscribers, and then the
/// publishers receive their acknowledgement. At shutdown all waiting requests are written.
/// </summary>
internal sealed partial class LogLanes : IAsyncDisposable
{
    // The maximum number of bytes of messages in one transaction. The limit allows thousands of publish requests, but a transaction of this
    // size does not let its first request wait long.
    private const long MaxBatchBytes = 8 << 20;
    private const long BytesPerMessage = 1 << 10;

    private readonly ITopicLog _log;
    private readonly AppendReporter _reporter;
    private readonly TopicObservers _observers;
    private readonly LastResortHandler _lastResort;
    private readonly ILogger _logger;
    private readonly GroupCommit<TopicAppend, AppendResult>[] _lanes;
    private readonly Lazy<GroupCommit<TopicAppend, AppendResult>> _busyLane;
    private readonly BusyTopics _busy = new();

    public LogLanes(
        ITopicLog log, int capacity, AppendReporter reporter, TopicObservers observers, LastResortHandler lastResort, ILogger logger)
    {
        (_log, _reporter, _observers, _lastResort, _logger) = (log, reporter, observers, lastResort, logger);
        _lanes = [.. Enumerable.Range(1, log.Lanes).Select(_ => CreateLane("Log writer", WriteAsync, capacity))];
        // Creates the lane (queue of requests) for topics to which another node (server process) is appending. The lane is created at its
        // first use, because only a store that several nodes share needs it.
        _busyLane = new(() =>
        {
            var lane = CreateLane("Log writer of busy topics", WriteBusyAsync, capacity);
            lane.Start();
            return lane;
        });
    }

    /// <summary>Appends messages to a topic's log. When the call returns, the messages are durable and visible to subscribers.</summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken) =>
        Lane(topic).CommitAsync(new TopicAppend(topic, append, _reporter.Timestamp()), cancellationToken);

    /// <summary>The log to which the messages are written.</summary>
    public ITopicLog Log => _log;

    /// <summary>The number of publish requests that wait until a transaction stores their messages.</summary>
    public int Waiting => _lanes.Sum(lane => lane.Waiting) + (_busyLane.IsValueCreated ? _busyLane.Value.Waiting : 0);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.StartAsync(cancellationToken);
        foreach (var lane in _lanes)
            lane.Start();
    }

    public async Task StopAsync()
    {
        var areFlushed = await Task.WhenAll(_lanes.Select(lane => lane.StopAsync()));
        // The lane (queue of requests) for topics to which another node is appending must stop last, because the other lanes may pass
        // requests of their last transactions to it.
        var isBusyLaneFlushed = !_busyLane.IsValueCreated || await _busyLane.Value.StopAsync();
        if (!isBusyLaneFlushed || !areFlushed.All(isFlushed => isFlushed))
            LogNotFlushed();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
        if (_busyLane.IsValueCreated)
            await _busyLane.Value.DisposeAsync();
    }

    private static long Weigh(TopicAppend append)
    {
        var weight = 0L;
        foreach (var message in append.Append.Messages)
            weight += message.Data.Length + BytesPerMessage;
        return weight;
    }

    private GroupCommit<TopicAppend, AppendResult> CreateLane(
        string name, Func<List<PendingCommit<TopicAppend, AppendResult>>, ValueTask> write, int capacity) => new(
        new() { Name = name, Work = "the writer of the log", Capacity = capacity, MaxWeight = MaxBatchBytes, Weigh = Weigh },
        write, _lastResort);

    // Each topic always uses the same lane (a queue with its own transactions), so that its messages are written in the order of their
    // arrival.
    private GroupCommit<TopicAppend, AppendResult> Lane(Topic topic) =>
        _lanes.Length == 1 ? _lanes[0] : _lanes[(uint)topic.Name.GetHashCode() % _lanes.Length];

    private async ValueTask WriteAsync(List<PendingCommit<TopicAppend, AppendResult>> batch)
    {
        if (_busy.Any)
        {
            // Requests may already wait for a topic to which another node is appending. New requests for this topic are then added to the
            // same queue, so that the order of the requests is kept.
            var behind = batch.FindAll(pending => _busy.TryAdd(pending.Item.Topic));
            var passedOn = new HashSet<PendingCommit<TopicAppend, AppendResult>>();
            try
            {
                foreach (var pending in behind)
                {
                    await _busyLane.Value.TakeOverAsync(pending);
                    passedOn.Add(pending);
                }
            }
            finally
            {
                // If the server stops meanwhile, the rest fails with the batch.
                batch.RemoveAll(passedOn.Contains);
            }
        }

        if (batch.Count > 0)
            await WriteAsync(batch, waits: false);
    }

    private async ValueTask WriteBusyAsync(List<PendingCommit<TopicAppend, AppendResult>> batch)
    {
        await WriteAsync(batch, waits: true);
        foreach (var pending in batch)
            _busy.Remove(pending.Item.Topic);
    }

    private async ValueTask WriteAsync(List<PendingCommit<TopicAppend, AppendResult>> batch, bool waits)
    {
        AppendResult[] results;
        var messages = batch.Sum(pending => pending.Item.Append.Messages.Count);
        var items = batch.ConvertAll(pending => pending.Item);
        var started = _reporter.Timestamp();
        using var trace = PublishTrace.StartAppend(items, messages);
        try
        {
            var appends = items.ConvertAll(item => item.Append);
            results = waits
                ? await _log.AppendAsync(appends, CancellationToken.None)
                : await _log.TryAppendAsync(appends, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The publishers of this batch receive an error, and the log writer continues with the next batch.
            LogAppendFailed(e, messages);
            // A store that throws a refusal has written nothing. After any other exception, it is unknown whether the messages were
            // written.
            var refusal = e as RefusalException ?? RefusalException.OutcomeUnknown("The store failed while the message was stored.", e);
            _reporter.Failed(refusal);
            trace?.SetStatus(ActivityStatusCode.Error, refusal.Message);
            batch.ForEach(pending => pending.Done.SetException(refusal));
            return;
        }

        trace?.Stop();
        _reporter.Committed(items, messages, results, started);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!TryComplete(batch[i], results[i]))
                await _busyLane.Value.TakeOverAsync(batch[i]);
        }

        // Notifies subscribers only after all publishers of this transaction have received their acknowledgement. These publishers may
        // publish again at once, and their new messages can then be sent together with the messages of this transaction.
        foreach (var pending in batch)
            pending.Item.Topic.NotifyListeners(canDeliverInline: false);
        foreach (var pending in batch)
            _observers.Notify(pending.Item.Topic.Name, isOwn: true);
    }

    // Completes the task of an append request. Returns false if the request was not carried out because another node is appending to its
    // topic.
    private bool TryComplete(PendingCommit<TopicAppend, AppendResult> pending, in AppendResult result)
    {
        if (result.IsBusy)
        {
            _busy.Add(pending.Item.Topic);
            return false;
        }

        if (result.Refusal is { } refusal)
        {
            LogAppendFailed(refusal, pending.Item.Append.Messages.Count);
            _reporter.Failed(refusal);
            pending.Done.SetException(refusal);
            return true;
        }

        MakeVisible(pending.Item, result);
        pending.Done.SetResult(result);
        return true;
    }

    // Makes messages visible that the store has committed. If this fails, no message is lost: subscribers read messages that are missing in
    // memory from the log.
    private void MakeVisible(TopicAppend appended, in AppendResult result)
    {
        try
        {
            appended.Topic.ApplyAppended(appended.Append, result);
        }
        catch (Exception e)
        {
            _lastResort.Report($"making new messages of topic {appended.Topic.Name} visible to its subscribers", e);
            appended.Topic.SkipTo(result.Last);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to append {MessageCount} messages; the publishers received an error.")]
    private partial void LogAppendFailed(Exception exception, int messageCount);

    [LoggerMessage(2, LogLevel.Error,
        "Failed to append the queued messages before shutdown: the log did not respond. Their publishers received no acknowledgement.")]
    private partial void LogNotFlushed();
}
