using Microsoft.Extensions.Hosting;

namespace Streaming.Tests.House.FastApi;

public sealed class WarmUp(Db db) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        db.IsWarm = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
