using System.Collections.Concurrent;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>The jobs that run in this process.</summary>
internal sealed class RunningJobs(LastResortHandler lastResort)
{
    private readonly ConcurrentDictionary<JobId, RunningJob> _jobs = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    /// <summary>Whether the worker stops and takes no further jobs.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Completes when the worker stops and no job runs any more.</summary>
    public Task Idle => _idle.Task;

    public IEnumerable<RunningJob> All => _jobs.Values;

    public RunningJob? Find(JobId id) => _jobs.GetValueOrDefault(id);

    /// <summary>Runs a job. The job is listed until its run has ended, and is disposed then.</summary>
    public void Start(RunningJob job, Func<RunningJob, Task> run)
    {
        _jobs[job.Job.Id] = job;
        _ = lastResort.WatchAsync("the run of a job", RunAsync(job, run));
        // The job was claimed at the moment of the stop.
        if (_stopping)
            StopAll();
    }

    /// <summary>Stops all jobs; no further ones are taken.</summary>
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
