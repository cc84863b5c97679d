using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Starts and stops the processing of jobs in this process. Jobs that have not ended when the worker stops are handed back to the queue.
/// </summary>
internal sealed class JobWorker(
    JobClaims claims, JobClaimer claimer, RunningJobs jobs, JobLeases leases, IOptions<JobOptions> options,
        IHostApplicationLifetime lifetime) : IHostedService
{
    // How long the store has for writing the jobs that were handed back.
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
        // The token is ignored: other services may have used up the time of the shutdown, and the running jobs must be handed back in any
        // case.
        await Task.WhenAny(jobs.Idle, Task.Delay(options.Value.HandBackTime + s_writeTime, TimeProvider.System, CancellationToken.None));
        await _renewing;
    }
}
