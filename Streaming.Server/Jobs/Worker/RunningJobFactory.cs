using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Creates the objects that a claimed job needs while it runs: its cancellation, its progress reports and the timer of its time limit.
/// </summary>
internal sealed class RunningJobFactory(
    JobWriter writer, JobClient jobs, IJobQueue queue, IOptions<JobOptions> options, TimeProvider time, LastResortHandler lastResort)
{
    public RunningJob Create(ClaimedJob claimed, JobType type, WorkerSlot slot)
    {
        var job = claimed.Job;
        var cancellation = new JobCancellation(job.Id, new CancellationTokenSource(), lastResort);
        var reports = new JobReports(job, cancellation, writer, options.Value.ProgressInterval, time, lastResort);
        var timeLimit = lastResort.CreateTimer(
            time, "the time limit of a job", static each =>
                each.Stop(StopReason.TimeLimit), cancellation, job.TimeLimit, Timeout.InfiniteTimeSpan);
        var children = new JobChildren(job, jobs, queue, cancellation);
        return new RunningJob(claimed, type, slot, cancellation, reports, timeLimit, children);
    }
}
