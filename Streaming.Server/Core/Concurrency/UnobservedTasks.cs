namespace Streaming.Server.Core.Concurrency;

/// <summary>Logs the exceptions of this server's tasks that nothing observes, which the runtime otherwise ignores.</summary>
internal sealed partial class UnobservedTasks(ILogger<UnobservedTasks> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        return Task.CompletedTask;
    }

    // The event is raised for all tasks of the process; tasks of the hosting application are ignored.
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        if (unobserved.Exception.InnerExceptions.Any(e => e.StackTrace?.Contains("Streaming.Server.", StringComparison.Ordinal) == true))
            LogUnobserved(unobserved.Exception);
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed in a task whose result nothing awaited.")]
    private partial void LogUnobserved(Exception exception);
}
