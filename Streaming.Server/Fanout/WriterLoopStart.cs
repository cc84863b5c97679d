using Streaming.Server.Fanout.Direct;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Starts the threads that write to subscribers and the threads for new connections when the server starts, and not with the first stream:
/// starting a thread when the process has no free file handle ends the process.
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
