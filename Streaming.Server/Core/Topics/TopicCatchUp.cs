using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads from the log the messages that are missing in the memory of this process. Another process has appended them, or another thread of
/// this process has appended them and has not added them to memory yet. Messages of several topics are read together, and each message is
/// read only once for all subscribers.
/// </summary>
internal sealed partial class TopicCatchUp(ILogger<TopicCatchUp> logger, StoreClock time) : BackgroundService
{
    // The maximum number of topics, and the maximum number of bytes, of one read of missing messages. They limit the memory that a read
    // needs.
    private const int TopicsPerRead = 256;
    private const int BytesPerRead = 16 << 20;

    // The maximum number of topics whose epochs (ids of the lifetimes of their logs) are read at the same time after the log has changed
    // them.
    private const int EpochsAtOnce = 8;

    private readonly CatchUpQueue _queue = new();
    private int _topicsPerRead = TopicsPerRead;
    private bool _isFailing;

    /// <summary>The current time of the injected clock, in UTC.</summary>
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the missing messages of a topic from the log, unless they have arrived within 20 ms.</summary>
    public void ReadLater(Topic topic) => _queue.AddAwaited(topic);

    /// <summary>Reads the missing messages of the given topics from the log as soon as possible, all topics together.</summary>
    public void ReadNow(IReadOnlyList<Topic> topics)
    {
        if (topics.Count > 0)
            _queue.AddUrgent(topics);
    }

    public override void Dispose()
    {
        base.Dispose();
        _queue.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var due = _queue.Take(_topicsPerRead);
            if (due.Count == 0)
                await _queue.WaitAsync(stoppingToken);
            else
                await TryReadAsync(due, stoppingToken);
        }
    }

    private async Task TryReadAsync(IReadOnlyList<CatchUpEntry> due, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var ofLog in due.Select(static entry => entry.Topic).GroupBy(static topic => topic.Log))
                await ReadAsync(ofLog.Key, [.. ofLog], cancellationToken);
            (_topicsPerRead, _isFailing) = (Math.Min(TopicsPerRead, _topicsPerRead * 2), false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogFailed(e);
            // The read of several topics may have failed because of only one of them. The next read has half as many topics, so that a
            // topic that cannot be read does not delay the others for long.
            (_topicsPerRead, _isFailing) = (Math.Max(1, _topicsPerRead / 2), true);
            _queue.Return(due);
        }
    }

    // Reads one page of missing messages for each topic, all in one call. Topics with more missing messages are read again afterwards.
    private async Task ReadAsync(ITopicLog log, Topic[] topics, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(topics.Where(static topic => topic.Epochs.IsOutdated),
            new ParallelOptions { MaxDegreeOfParallelism = EpochsAtOnce, CancellationToken = cancellationToken }, CheckEpochAsync);
        var page = PageSize.Default with { Bytes = BytesPerRead / Math.Max(16, topics.Length) };
        var missing = topics.Select(topic => (Topic: topic, Range: topic.MissingRange(page, out var changes), EpochChanges: changes))
            .Where(static each => each.Range is not null).ToList();
        if (missing.Count == 0)
            return;
        var pages = await log.ReadManyAsync(missing.ConvertAll(static each => each.Range!.Value), cancellationToken);
        var unfinished = new List<Topic>();
        for (var i = 0; i < missing.Count; i++)
        {
            var (topic, range, epochChanges) = missing[i];
            // The page has an epoch (the id of one lifetime of the log) that the topic in memory does not know. So the log may have lost
            // messages that the topic has in memory.
            if (pages[i].Count > 0 && !topic.Epochs.Knows(pages[i][^1].Position.Epoch))
                await CheckEpochAsync(topic, cancellationToken);
            topic.Fill(range!.Value, epochChanges, pages[i]);
            topic.NotifyListeners(canDeliverInline: false);
            if (pages[i].Count > 0 && pages[i][^1].Offset < range.Value.Through)
                unfinished.Add(topic);
        }

        ReadNow(unfinished);
    }

    private async ValueTask CheckEpochAsync(Topic topic, CancellationToken cancellationToken)
    {
        var unknownEpochs = topic.Epochs.UnknownEpochs;
        var isDeleted = topic.Epochs.TakeDeletion();
        try
        {
            await FollowAsync(topic, isDeleted, cancellationToken);
        }
        catch
        {
            // The next try has to know of the deletion: the epoch in the log (the id of one lifetime) may be one that readers had before.
            if (isDeleted)
                topic.Epochs.MarkOutdated(isDeleted: true);
            throw;
        }

        topic.Epochs.Confirm(unknownEpochs);
        if (isDeleted)
            topic.NotifyListeners(canDeliverInline: false);
    }

    private async ValueTask FollowAsync(Topic topic, bool isDeleted, CancellationToken cancellationToken)
    {
        var epoch = topic.Epochs.Current;
        var state = await topic.Log.GetStateAsync(topic.Name, cancellationToken);
        // If the epoch in memory (the id of one lifetime of the log) has changed since, another thread has ended the deleted topic. If the
        // log still knows the epoch, the topic was not deleted, but the log may have lost messages.
        if (isDeleted && !string.Equals(state.Epoch, epoch, StringComparison.Ordinal)
            && await topic.Log.FindThroughAsync(topic.Name, epoch, cancellationToken) is null)
            topic.Life.TryEndDeleted(epoch, state, UtcNow);
        await topic.AdoptAsync(state, cancellationToken);
        // The topic in memory may already have this epoch (the id of one lifetime of the log) because of an earlier read. But it may lack
        // the messages that were appended since that read.
        topic.Announce(new TopicChange(topic.Name, state.Newest) { Epoch = state.Epoch });
    }

    [LoggerMessage(1, LogLevel.Error,
        "Failed to read messages of other nodes from the log; the subscribers on this node wait until a retry succeeds.")]
    private partial void LogFailed(Exception exception);
}
