using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Renews the leases of the running jobs, each three times within its length.</summary>
internal sealed class JobLeases(
    RunningJobs jobs, JobWriter writer, IOptions<JobOptions> options, TimeProvider time, LastResortHandler lastResort)
{
    /// <summary>Renews until the worker stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await Task.WhenAll(jobs.All.Select(WatchedRenewAsync));
        }
        catch (OperationCanceledException)
        {
            // The running jobs are handed back to the queue.
        }
    }

    /// <summary>
    /// Renews the lease of a job now if it runs here. The result of the renewal tells whether another process has cancelled the job.
    /// </summary>
    public void Renew(JobId id)
    {
        if (jobs.Find(id) is { } job)
            _ = WatchedRenewAsync(job);
    }

    private Task WatchedRenewAsync(RunningJob job) => lastResort.WatchAsync("the lease of a job", RenewAsync(job));

    private async Task RenewAsync(RunningJob job)
    {
        try
        {
            job.Apply(await writer.WriteAsync(new RenewLease(job.Job.Id, job.Job.Token, options.Value.Lease), CancellationToken.None));
        }
        catch (RefusalException)
        {
            // The queue has logged the failure; the next renewal may succeed.
        }
    }
}
