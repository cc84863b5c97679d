using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Starts and stops the worker, the part of this process that runs jobs. When the worker stops, jobs that have not ended are returned to
/// the queue.
/// </summary>
internal sealed class JobWorker(
    JobClaims claims, JobClaimer claimer, RunningJobs jobs, JobLeases leases, IOptions<JobOptions> options,
        IHostApplicationLifetime lifetime) : IHostedService
{
    // The time within which the store must write, at shutdown, the jobs that were returned to the queue.
    private static readonly TimeSpan s_writeTime = TimeSpan.FromSeconds(5);

    private Task _renewing = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Concurrency == 0)
            return Task.CompletedTask;
        lifetime.ApplicationStopping.Register(jobs.StopAll);
        _renewing = leases.RunAsync(lifetime.ApplicationStopping);
        claims.Attach(claimer);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        jobs.StopAll();
        // The token of the shutdown is ignored. Other services may have used up the time of the shutdown, but the running jobs must be
        // returned to the queue nevertheless.
        await Task.WhenAny(jobs.Idle, Task.Delay(options.Value.HandBackTime + s_writeTime, TimeProvider.System, CancellationToken.None));
        await _renewing;
    }
}
