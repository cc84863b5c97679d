namespace Streaming.Server.Core.Topics;

/// <summary>
/// Receives notifications about messages that other processes have appended to the same store, and makes these messages visible to the
/// subscribers of this process.
/// </summary>
internal sealed partial class BusListener(
    ITopicBus bus, LoadedTopics topics, TopicCatchUp catchUp, TopicObservers observers, TimeProvider time, ILogger<BusListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var changes in bus.ListenAsync(stoppingToken))
                    Handle(changes);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(s_pauseAfterFailure, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Handle(IReadOnlyList<TopicChange> changes)
    {
        var behind = new List<Topic>();
        foreach (var change in changes)
        {
            // The report is ignored, because it is about a topic in another store. The policies of this process and of the process that
            // appended the messages select different stores for this topic name. Topics of the same name in different stores are different
            // topics.
            if (topics.Find(change.Topic) is not { Log: not IMemoryTopicLog } topic || topic.Policy.Store != change.Store)
                continue;
            // Both calls record what has changed: one change may report messages and that the topic was closed or deleted.
            var isOutdated = topic.Life.IsOutdatedBy(change);
            if (topic.Announce(change) || isOutdated)
                behind.Add(topic);
            topic.NotifyListeners(canDeliverInline: false);
        }

        catchUp.ReadNow(behind);
        foreach (var change in changes)
            observers.Notify(change.Topic, isOwn: false);
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to receive reports about messages of other processes from the store; retrying in 1 s.")]
    private partial void LogFailed(Exception exception);
}
