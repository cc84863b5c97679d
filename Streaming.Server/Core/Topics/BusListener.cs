namespace Streaming.Server.Core.Topics;

/// <summary>
/// Receives notifications about messages that other processes appended to the same store, and makes these messages visible to the
/// subscribers of this process.
/// </summary>
internal sealed partial class BusListener(
    ITopicBus bus, TopicRegistry topics, TopicObservers observers, TimeProvider time, ILogger<BusListener> logger) : BackgroundService
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var (topic, newest) in bus.ListenAsync(stoppingToken))
                {
                    await topics.CatchUpAsync(topic, newest, stoppingToken);
                    observers.Notify(topic, isOwn: false);
                }
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

    [LoggerMessage(1, LogLevel.Error, "Failed to receive the appends of other processes on the store; retrying in 1 s.")]
    private partial void LogFailed(Exception exception);
}
