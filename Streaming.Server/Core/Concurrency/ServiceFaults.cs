namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Sets the exit code of the process to 1 if the host stops because a background service failed, so that a service manager restarts the
/// process.
/// </summary>
internal sealed class ServiceFaults(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Runs before the services stop, since a failure during the stop is not the reason for the stop.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Resolves the services only here: this class is itself one of the hosted services, so they cannot be injected into its
        // constructor.
        if (services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }))
            Environment.ExitCode = 1;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
