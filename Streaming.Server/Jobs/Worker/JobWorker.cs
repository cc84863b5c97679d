using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Starts and stops the running of jobs in this process. When the worker stops, jobs that have not ended are returned to the queue.
/// </summary>
internal sealed class JobWorker(
    JobClaims claims, JobClaimer claimer, RunningJobs jobs, JobLeases leases, IOptions<JobOptions> options,
        IHostApplicationLifetime lifetime) : IHostedService
{
    // The time that the store has at shutdown to write the jobs that were returned to the queue.
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
        // The token of the shutdown is ignored: other services may have used up the time of the shutdown, and the running jobs must be
        // returned to the queue in any case.
        await Task.WhenAny(jobs.Idle, Task.Delay(options.Value.HandBackTime + s_writeTime, TimeProvider.System, CancellationToken.None));
        await _renewing;
    }
}
