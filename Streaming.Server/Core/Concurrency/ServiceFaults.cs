namespace Streaming.Server.Core.Concurrency;

/// <summary>Sets the exit code to 1 where the host stops because a background service has failed, so that whatever watches the process starts it again.</summary>
internal sealed class ServiceFaults(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before the services are told to stop: what fails from then on is not why the host stops.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Not injected, since this is one of them.
        if (services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }))
            Environment.ExitCode = 1;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
