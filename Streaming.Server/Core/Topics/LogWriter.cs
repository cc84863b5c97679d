using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Writes the messages of all publishers to the log. All publish requests that wait are written in one transaction. After the commit the
/// messages become visible to subscribers, and then the publishers receive their acknowledgement. At shutdown all waiting requests are
/// written. (Events of jobs are not written by this class: the store writes them in the transaction that changes the job.)
/// </summary>
internal sealed partial class LogWriter : IHostedService, IAsyncDisposable
{
    // The maximum size of one transaction: large enough for thousands of publish requests, and small enough that the first of them does not
    // wait long for its commit.
    private const long MaxBatchBytes = 8 << 20;
    private const long BytesPerMessage = 1 << 10;

    private readonly ITopicLog _log;
    private readonly AppendReporter _reporter;
    private readonly TopicObservers _observers;
    private readonly LastResortHandler _lastResort;
    private readonly ILogger<LogWriter> _logger;
    private readonly GroupCommit<TopicAppend, AppendResult> _commits;

    public LogWriter(
        ITopicLog log, IOptions<TopicOptions> options, AppendReporter reporter, TopicObservers observers, LastResortHandler lastResort,
            ILogger<LogWriter> logger)
    {
        (_log, _reporter, _observers, _lastResort, _logger) = (log, reporter, observers, lastResort, logger);
        _commits = new GroupCommit<TopicAppend, AppendResult>(
            new()
            {
                Name = "Log writer",
                Work = "the writer of the log",
                Capacity = options.Value.AppendQueue,
                MaxWeight = MaxBatchBytes,
                Weigh = Weigh
            }, WriteAsync, lastResort);
    }

    /// <summary>Appends messages to a topic's log. When the call returns, the messages are durable and visible to subscribers.</summary>
    /// <exception cref="RefusalException">The store failed to write the messages, or the server is stopping.</exception>
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
            // The publishers of this batch receive an error, and the log writer continues with the next batch.
            LogAppendFailed(e, messages);
            // If a store throws a refusal, it has written nothing. After any other exception it is unknown whether the messages were
            // written.
            var refusal = e as RefusalException ?? RefusalException.OutcomeUnknown("The store failed while the message was stored.", e);
            _reporter.Failed(refusal);
            batch.ForEach(pending => pending.Done.SetException(refusal));
            return;
        }

        _reporter.Committed(batch.Count, messages, results);
        for (var i = 0; i < batch.Count; i++)
        {
            Show(batch[i].Item, results[i]);
            batch[i].Done.SetResult(results[i]);
        }

        // Subscribers are notified only after all publishers of the batch were acknowledged: messages that are published meanwhile are then
        // sent together with the messages of this batch.
        foreach (var pending in batch)
            pending.Item.Topic.Wake(canDeliverInline: false);
        foreach (var pending in batch)
            _observers.Notify(pending.Item.Topic.Name, isOwn: true);
    }

    // Makes messages visible that the store has committed. If this fails, no message is lost: subscribers that do not find a message in
    // memory read it from the log.
    private void Show(TopicAppend appended, in AppendResult result)
    {
        try
        {
            appended.Topic.ApplyAppended(appended.Append, result);
        }
        catch (Exception e)
        {
            _lastResort.Report($"making new messages of topic {appended.Topic.Name} visible to its subscribers", e);
            appended.Topic.MoveTo(result.Last);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to append {MessageCount} messages; the publishers received an error.")]
    private partial void LogAppendFailed(Exception exception, int messageCount);

    [LoggerMessage(2, LogLevel.Error,
        "Failed to append the queued messages before shutdown: the log did not respond. Their publishers received no acknowledgement.")]
    private partial void LogNotFlushed();
}
