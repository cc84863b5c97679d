using Microsoft.Extensions.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>A stop that waits at its first step: the server knows that it is stopping, and still responds.</summary>
internal sealed class HeldStop : IAsyncDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TestServer _server;
    private Task _stop = Task.CompletedTask;

    public HeldStop(TestServer server)
    {
        _server = server;
        // The callback that is registered last runs first, so all services still work.
        server.Get<IHostApplicationLifetime>().ApplicationStopping.Register(() =>
        {
            _begun.SetResult();
            _release.Wait(TestTimeout.Limit);
        });
    }

    public Task BeginAsync()
    {
        _stop = Task.Run(_server.StopAsync);
        return _begun.Task.OrTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _stop.OrTimeout();
        _release.Dispose();
    }
}
