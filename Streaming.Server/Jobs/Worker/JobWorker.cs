using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Runs jobs in this process: takes what it has room for, keeps what it has by a sign of life, and hands back what it has not ended when it stops.</summary>
internal sealed partial class JobWorker(
    JobWriter writer, TopicObservers observers, JobRunner runner, JobTypeRegistry types, OverdueHandlers overdue, IOptions<JobOptions> options, JobMetrics metrics, TimeProvider time,
    IHostApplicationLifetime lifetime, LastResortHandler lastResort, ILogger<JobWorker> logger)
    : IHostedService, IJobClaimer, ITopicObserver
{
    // For the store to take what was handed back.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly string _name = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";
    private readonly WorkerSlots _places = new(types, options.Value);
    private readonly ConcurrentDictionary<JobId, RunningJob> _running = new();
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PriorityRange _priorities;
    private Task _renewing = Task.CompletedTask;
    private volatile bool _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Concurrency == 0)
            return Task.CompletedTask;
        _ = PriorityRange.TryParse(options.Value.Priorities, out _priorities);
        lifetime.ApplicationStopping.Register(StopRunning);
        _renewing = RenewAllAsync(lifetime.ApplicationStopping);
        observers.Add(this);
        writer.Claims.Attach(this);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        StopRunning();
        // Not by the token: others may have used it up, and what runs is handed back all the same. It has been told to stop since the host began to.
        await Task.WhenAny(_idle.Task, Task.Delay(options.Value.HandBackTime + s_patience, TimeProvider.System, CancellationToken.None));
        await _renewing;
    }

    JobClaim? IJobClaimer.NextClaim()
    {
        return _stopping || _places.Free() is not { } lanes ? null : new JobClaim(_name, options.Value.Lease, _priorities.Lowest, _priorities.Highest, lanes);
    }

    void IJobClaimer.Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes)
    {
        foreach (var type in unknownTypes.Where(type => _unknown.TryAdd(type, true)))
            LogUnknown(type);
        foreach (var claimed in jobs)
        {
            // It was claimed by its type, so its type is there.
            types.TryGet(claimed.Job.Type, out var type);
            var job = new RunningJob(claimed, type!, _places.Take(type!), writer, options.Value.ProgressInterval, time, lastResort);
            _running[claimed.Job.Id] = job;
            _ = lastResort.WatchAsync("the run of a job", RunAsync(job));
        }

        // Claimed in the very moment of the stop.
        if (_stopping)
            StopRunning();
    }

    void IJobClaimer.Cancel(JobId id)
    {
        if (_running.TryGetValue(id, out var job))
            job.Stop(StopReason.Cancelled);
    }

    void ITopicObserver.OnMessagesAdded(TopicName topic, bool isOwn)
    {
        if (isOwn || !topic.IsIn(TopicNamespaces.Job))
            return;
        writer.Claims.Wake();
        // Somebody there wants something of a job here: to cancel it, perhaps.
        if (_running.TryGetValue(new JobId(topic.Value[TopicNamespaces.Job.Length..]), out var job))
            _ = lastResort.WatchAsync("the lease of a job", RenewAsync(job));
    }

    private async Task RunAsync(RunningJob job)
    {
        try
        {
            var started = time.GetTimestamp();
            var running = runner.StartAsync(job);
            _ = lastResort.WatchAsync("the end of a job's handler", FreeAsync(job, running));
            var ending = await runner.EndOfAsync(job, running);
            metrics.AttemptEnded(job.Job.Type, time.GetElapsedTime(started));
            if (!running.IsCompleted && job.Reason != StopReason.WorkerStops)
                GoOnWithout(job, running);
            if (ending is AttemptResult.Failure { Error: var error })
                LogFailed(WithTrace((running.IsCompleted ? await running : default).Error, error.Attempt), job.Job.Type, job.Job.Id, error.Attempt, error.Message);
            // One after the other into the queue, and both in one commit.
            var last = job.PublishLastAsync();
            var outcome = await writer.WriteAsync(new EndAttempt(job.Job.Id, job.Job.Token, ending), CancellationToken.None);
            await last;
            if (!outcome.Applied)
                Lost(job);
        }
        catch (RefusalException e)
        {
            // Its lease runs out, and it is run again.
            LogNotEnded(e, job.Job.Id);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(job.Job.Id, job));
            await job.DisposeAsync();
            if (_stopping && _running.IsEmpty)
                _idle.TrySetResult();
        }
    }

    // Its place is another job's from now on, as often as that may be.
    private void GoOnWithout(RunningJob job, Task running)
    {
        overdue.Add(job);
        if (job.Place.TryReplace())
        {
            LogOverdue(job.Job.Type, job.Job.Id, JobRunner.Grace);
            writer.Claims.Wake();
        }
        else if (!running.IsCompleted)
        {
            LogNotReplaced(job.Job.Type, job.Job.Id, JobRunner.Grace);
        }

        // It has returned meanwhile.
        if (running.IsCompleted)
            overdue.Remove(job);
    }

    // A place is free when the work has really ended, even where its job was ended before.
    private async Task FreeAsync(RunningJob job, Task running)
    {
        await running;
        job.Place.Release();
        if (overdue.Remove(job))
            LogReturned(job.Job.Type, job.Job.Id);
        // Its end is being written in most cases, and the next claim goes along with it.
        if (job.Reason != StopReason.None)
            writer.Claims.Wake();
    }

    private async Task RenewAllAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await Task.WhenAll(_running.Values.Select(job => lastResort.WatchAsync("the lease of a job", RenewAsync(job))));
        }
        catch (OperationCanceledException)
        {
            // What runs now is handed back.
        }
    }

    private async Task RenewAsync(RunningJob job)
    {
        try
        {
            job.Apply(await writer.WriteAsync(new RenewLease(job.Job.Id, job.Job.Token, options.Value.Lease), CancellationToken.None));
        }
        catch (RefusalException)
        {
            // The queue has said so in the log; the next sign of life may come through.
        }
    }

    private void StopRunning()
    {
        _stopping = true;
        foreach (var job in _running.Values)
            job.Stop(StopReason.WorkerStops);
        if (_running.IsEmpty)
            _idle.TrySetResult();
    }

    // A foreseen failure is its sentence; of any other one the first attempt's trace is enough.
    private static Exception? WithTrace(Exception? error, int attempt) => error is IPermanentFailure || attempt > 1 ? null : error;

    private void Lost(RunningJob job)
    {
        metrics.Step(job.Job.Type, "lost");
        LogLost(job.Job.Type, job.Job.Id, job.Job.Attempt);
    }

    [LoggerMessage(1, LogLevel.Warning, "The {Type} job {Job} failed at attempt {Attempt}: {Error}")]
    private partial void LogFailed(Exception? exception, string type, JobId job, int attempt, string error);

    [LoggerMessage(2, LogLevel.Warning, "The {Type} job {Job} was given to another worker, since its lease had run out; what attempt {Attempt} came to here does not count.")]
    private partial void LogLost(string type, JobId job, int attempt);

    [LoggerMessage(3, LogLevel.Warning, "The end of job {Job} could not be written; it is run again when its lease has run out.")]
    private partial void LogNotEnded(Exception exception, JobId job);

    [LoggerMessage(4, LogLevel.Warning, "There are jobs of type '{Type}', for which this process has no handler; they wait for a worker that has one.")]
    private partial void LogUnknown(string type);

    [LoggerMessage(5, LogLevel.Warning, "Failed to stop the {Type} job {Job}: its handler has not returned within {Grace} after it was told to. The job goes on without it, and another job takes its place.")]
    private partial void LogOverdue(string type, JobId job, TimeSpan grace);

    [LoggerMessage(6, LogLevel.Error, "Failed to stop the {Type} job {Job}: its handler has not returned within {Grace} after it was told to. Too many handlers have not, so that its place stays taken until it returns.")]
    private partial void LogNotReplaced(string type, JobId job, TimeSpan grace);

    [LoggerMessage(7, LogLevel.Warning, "Returned after all: the handler of the {Type} job {Job}, which had been told to stop.")]
    private partial void LogReturned(string type, JobId job);
}
