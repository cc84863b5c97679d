namespace Streaming.Server.Fanout;

/// <summary>Makes the threads that write at the start, and not with the first stream: a thread that cannot be started ends the process.</summary>
internal sealed class WriterLoopStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<FanoutEngine>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
