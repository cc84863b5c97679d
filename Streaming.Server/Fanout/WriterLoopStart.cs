using Streaming.Server.Fanout.Direct;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Starts the writer loops and the threads for new connections with the server, not with the first stream: without a free file handle,
/// starting a thread ends the process.
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
