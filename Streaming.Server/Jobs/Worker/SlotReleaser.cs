using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Releases the slot of a job (the right to run one job) when the job's handler has returned. If the handler does not return after its
/// cancellation, its slot is released nevertheless.
/// </summary>
internal sealed partial class SlotReleaser(
    JobClaims claims, OverdueHandlers overdue, LastResortHandler lastResort, ILogger<SlotReleaser> logger)
{
    /// <summary>
    /// Releases the slot of a job (the right to run one job) when its handler returns, even if the attempt of the job has ended earlier.
    /// </summary>
    public void ReleaseWhenReturned(RunningJob job, Task running) =>
        _ = lastResort.WatchAsync("the end of a job's handler", ReleaseAsync(job, running));

    /// <summary>
    /// Releases the slot (the place for one running job) of a handler that has not returned after its cancellation, so that another job can
    /// use the slot. If too many handlers have not returned, the slot stays in use.
    /// </summary>
    public void Replace(RunningJob job, Task running)
    {
        overdue.Add(job);
        if (job.Slot.TryReplace())
        {
            LogOverdue(job.Job.Type, job.Job.Id, JobRunner.Grace);
            claims.Wake();
        }
        else if (!running.IsCompleted)
        {
            LogNotReplaced(job.Job.Type, job.Job.Id, JobRunner.Grace);
        }

        // If the handler has returned meanwhile, it is removed from the list of overdue handlers (handlers that do not return after their
        // cancellation).
        if (running.IsCompleted)
            overdue.Remove(job);
    }

    private async Task ReleaseAsync(RunningJob job, Task running)
    {
        await running;
        job.Slot.Release();
        if (overdue.Remove(job))
            LogReturned(job.Job.Type, job.Job.Id);
        // The slot (the place for one running job) is free, so the worker is woken to claim another job. If the handler was not cancelled,
        // this is not necessary: the transaction that writes the end of its job also claims the next job.
        if (job.Reason != StopReason.None)
            claims.Wake();
    }

    [LoggerMessage(
        1, LogLevel.Warning, "Failed to stop the {JobType} job {JobId}: its handler has not returned within {Grace} after its " +
            "cancellation. The job no longer waits for the handler, and another job can use the slot.")]
    private partial void LogOverdue(string jobType, JobId jobId, TimeSpan grace);

    [LoggerMessage(
        2, LogLevel.Error, "Failed to stop the {JobType} job {JobId}: its handler has not returned within {Grace} after its " +
            "cancellation. Too many handlers are overdue, so the slot stays in use until the handler returns.")]
    private partial void LogNotReplaced(string jobType, JobId jobId, TimeSpan grace);

    [LoggerMessage(3, LogLevel.Warning, "Released the slot of the {JobType} job {JobId}: its overdue handler has returned.")]
    private partial void LogReturned(string jobType, JobId jobId);
}
