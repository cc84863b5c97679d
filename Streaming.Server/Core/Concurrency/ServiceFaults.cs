namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Sets the exit code of the process to 1 if the host stops because a background service failed. With this exit code, a service manager
/// such as systemd restarts the process.
/// </summary>
internal sealed class ServiceFaults(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // This check runs before the services stop. A failure that occurs only while they stop is not the reason why the host stops.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // The hosted services are requested here and not in the constructor. This class is itself a hosted service, so a constructor that
        // requires all hosted services would require itself.
        if (services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }))
            Environment.ExitCode = 1;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
