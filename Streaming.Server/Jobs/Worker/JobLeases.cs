using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Extends the leases of the jobs that run in this process, three times within the duration of a lease. A lease is the right of a worker to
/// run a job: while it is extended, no other worker runs the job.
/// </summary>
internal sealed class JobLeases(
    RunningJobs jobs, JobWriter writer, IOptions<JobOptions> options, TimeProvider time, LastResortHandler lastResort)
{
    /// <summary>
    /// Extends the leases of all running jobs (the rights of this worker to run them) at regular intervals until the worker stops.
    /// </summary>
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
            // The worker is stopping. Its running jobs are returned to the queue, so their leases are not extended any more.
        }
    }

    /// <summary>
    /// Extends the lease of a job (the right of this worker to run it) now, if the job runs in this process. The result shows whether
    /// another process has cancelled the job.
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
            // The failure was already logged. The lease of the job (the right to run it) is extended at the next interval.
        }
    }
}
