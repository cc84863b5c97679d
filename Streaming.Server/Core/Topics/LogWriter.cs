using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// The only writer of this node's log: writes all publishes that wait in one transaction, shows them to readers, and only then acknowledges them.
/// At shutdown it writes what it has taken.
/// </summary>
internal sealed partial class LogWriter : IHostedService, IAsyncDisposable
{
    // Enough to share one commit among thousands of publishes, small enough that the first of them does not wait long.
    private const long MaxBatchBytes = 8 << 20;
    private const long BytesPerMessage = 1 << 10;

    private readonly ITopicLog _log;
    private readonly StoreHealth _health;
    private readonly StreamingMetrics _metrics;
    private readonly TopicObservers _observers;
    private readonly LastResortHandler _lastResort;
    private readonly ILogger<LogWriter> _logger;
    private readonly GroupCommit<TopicAppend, AppendResult> _commits;

    public LogWriter(
        ITopicLog log, IOptions<TopicOptions> options, StoreHealth health, StreamingMetrics metrics, TopicObservers observers, LastResortHandler lastResort, ILogger<LogWriter> logger)
    {
        (_log, _health, _metrics, _observers, _lastResort, _logger) = (log, health, metrics, observers, lastResort, logger);
        _commits = new GroupCommit<TopicAppend, AppendResult>(
            new() { Name = "Log writer", Work = "the writer of the log", Capacity = options.Value.AppendQueue, MaxWeight = MaxBatchBytes, Weigh = Weigh }, WriteAsync, lastResort);
    }

    /// <summary>Appends; when it returns, the messages are durable and readers can see them.</summary>
    /// <exception cref="RefusalException">The store does not take them, or the server is stopping.</exception>
    public ValueTask<AppendResult> AppendAsync(Topic topic, AppendRequest append, CancellationToken cancellationToken) =>
        _commits.CommitAsync(new TopicAppend(topic, append), cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.StartAsync(cancellationToken);
        _commits.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await _commits.StopAsync())
            LogNotFlushed();
    }

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private static long Weigh(TopicAppend append)
    {
        var weight = 0L;
        foreach (var message in append.Append.Messages)
            weight += message.Data.Length + BytesPerMessage;
        return weight;
    }

    private async ValueTask WriteAsync(List<PendingCommit<TopicAppend, AppendResult>> batch)
    {
        AppendResult[] results;
        var messages = batch.Sum(pending => pending.Item.Append.Messages.Count);
        try
        {
            results = await _log.AppendAsync(batch.ConvertAll(pending => pending.Item.Append), CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever failed in the store, the publishers get an error and the next batch is tried.
            LogAppendFailed(e, messages);
            var refusal = e as RefusalException ?? new RefusalException(RefusalReason.Unavailable, "The message could not be stored; nothing was published. Try again later.", e);
            _health.Failed(StoreWork.Appends, refusal);
            batch.ForEach(pending => pending.Done.SetException(refusal));
            return;
        }

        _health.Succeeded(StoreWork.Appends);
        _metrics.Committed(batch.Count, messages);
        for (var i = 0; i < batch.Count; i++)
        {
            Show(batch[i].Item, results[i]);
            batch[i].Done.SetResult(results[i]);
        }

        // Delivered after all acknowledgements: publishes that arrive meanwhile join the same delivery.
        foreach (var pending in batch)
            pending.Item.Topic.Wake(canDeliverInline: false);
        foreach (var pending in batch)
            _observers.Notify(pending.Item.Topic.Name, isOwn: true);
    }

    // The messages are stored: readers that cannot get them from memory read them from the log.
    private void Show(TopicAppend appended, in AppendResult result)
    {
        try
        {
            appended.Topic.ApplyAppended(appended.Append, result);
        }
        catch (Exception e)
        {
            _lastResort.Report($"showing the messages of topic {appended.Topic.Name} to its readers", e);
            appended.Topic.MoveTo(result.Last);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {Messages} messages; the publishers received an error.")]
    private partial void LogAppendFailed(Exception exception, int messages);

    [LoggerMessage(2, LogLevel.Error, "Failed to write all messages before the end: the log does not answer; the publishers received no acknowledgement.")]
    private partial void LogNotFlushed();
}
