namespace Streaming.OwnApplication;

/// <summary>A background service of the application that fails as soon as the host has started, so that the host stops.</summary>
internal sealed class FaultyService(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        throw new InvalidOperationException("This service fails on purpose.");
    }
}
