namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Sets the exit code of the process to 1 if the host stops because a background service failed, and logs the reason. With this exit code,
/// a service manager such as systemd restarts the process.
/// </summary>
internal sealed partial class ServiceFaults(IServiceProvider services, ILogger<ServiceFaults> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // This check runs before the services stop. A failure that occurs only while they stop is not the reason why the host stops.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // The hosted services are requested here and not in the constructor. This class is itself a hosted service, so a constructor that
        // requires all hosted services would require itself.
        foreach (var service in services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (service.ExecuteTask is not { IsFaulted: true } failed)
                continue;
            Environment.ExitCode = 1;
            // The server's own program logs nothing of the host until the start is complete. So the failure may be in the log only here.
            LogFailed(failed.Exception.InnerException ?? failed.Exception, service.GetType().Name);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Critical, "Stopped the process, since the background service {Service} has failed.")]
    private partial void LogFailed(Exception exception, string service);
}
