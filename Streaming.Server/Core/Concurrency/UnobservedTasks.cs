namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Logs the exceptions of those tasks of the server that no code awaits. By default the .NET runtime ignores such exceptions.
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

    // .NET raises the event UnobservedTaskException for all tasks of the process. This handler ignores the exceptions of tasks that belong
    // to the hosting application.
    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        if (unobserved.Exception.InnerExceptions.Any(e => e.StackTrace?.Contains("Streaming.Server.", StringComparison.Ordinal) == true))
            LogUnobserved(unobserved.Exception);
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed in a task of the server that no code awaits; the process continues.")]
    private partial void LogUnobserved(Exception exception);
}
