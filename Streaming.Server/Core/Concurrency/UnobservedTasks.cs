namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Logs the exceptions of the server's tasks that no code awaits. Without this, the .NET runtime would ignore these exceptions.
/// </summary>
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

    // .NET raises this event for all tasks of the process; exceptions of the hosting application's own tasks are ignored.
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        if (unobserved.Exception.InnerExceptions.Any(e => e.StackTrace?.Contains("Streaming.Server.", StringComparison.Ordinal) == true))
            LogUnobserved(unobserved.Exception);
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed in a task whose result nothing awaited.")]
    private partial void LogUnobserved(Exception exception);
}
