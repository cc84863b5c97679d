using Streaming.Server.Fanout.Direct;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout;

/// <summary>
/// Starts the threads that write to subscribers, and those for new connections, when the server starts. They are not started with the first
/// stream, since starting a thread in a process without free file handles ends the process.
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
