using System.Collections.Concurrent;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Lists the jobs that run in this process, and stops them when the worker stops.</summary>
internal sealed class RunningJobs(LastResortHandler lastResort)
{
    private readonly ConcurrentDictionary<JobId, RunningJob> _jobs = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    /// <summary>True if the worker is stopping and starts no further jobs.</summary>
    public bool IsStopping => _stopping;

    /// <summary>A task that completes when the worker is stopping and its last job has ended.</summary>
    public Task Idle => _idle.Task;

    public IEnumerable<RunningJob> All => _jobs.Values;

    public RunningJob? Find(JobId id) => _jobs.GetValueOrDefault(id);

    /// <summary>Runs a job. The job stays in the list until its run has ended, and is then disposed.</summary>
    public void Start(RunningJob job, Func<RunningJob, Task> run)
    {
        _jobs[job.Job.Id] = job;
        _ = lastResort.WatchAsync("the run of a job", RunAsync(job, run));
        // The worker was stopped while it was receiving this job from the queue, so the handler of the job is cancelled immediately.
        if (_stopping)
            StopAll();
    }

    /// <summary>Cancels the handlers of all running jobs, and prevents the start of further jobs.</summary>
    public void StopAll()
    {
        _stopping = true;
        foreach (var job in _jobs.Values)
            job.Stop(StopReason.WorkerStops);
        if (_jobs.IsEmpty)
            _idle.TrySetResult();
    }

    private async Task RunAsync(RunningJob job, Func<RunningJob, Task> run)
    {
        try
        {
            await run(job);
        }
        finally
        {
            _jobs.TryRemove(KeyValuePair.Create(job.Job.Id, job));
            await job.DisposeAsync();
            if (_stopping && _jobs.IsEmpty)
                _idle.TrySetResult();
        }
    }
}
