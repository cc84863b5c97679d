using Streaming.Server.Fanout.Direct;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Starts the threads that write to subscribers, and the threads that start new connections, when the server starts. Starting them at the
/// first stream would be dangerous: if the process has no free file handles, starting a thread ends the process.
/// </summary>
internal sealed class WriterLoopStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<FanoutEngine>();
        if (SocketThreads.AreUsed)
            ConnectionStartThreads.EnsureStarted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
