using Microsoft.Extensions.Options;
using Streaming.Server.Hosting;

namespace Streaming.Server.Jobs;

/// <summary>Runs one attempt, in a scope and on threads of its kind, and says how it ended.</summary>
internal sealed class JobRunner(IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time) : IDisposable
{
    // A handler that was told to stop has this long before it is taken for one that does not listen.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly BlockingThreads _threads = new(options.Value.Concurrency == 0 ? 0 : options.Value.BlockingThreads);

    public void Dispose() => _threads.Dispose();

    /// <summary>Starts the handler. The task ends when it does; it never fails.</summary>
    public Task<JobRun> StartAsync(RunningJob job) =>
        job.Type.Options.Blocks
            ? _threads.RunAsync(() => RunInScopeAsync(job))
            : PoolScheduler.Instance.RunAsync(() => RunInScopeAsync(job));

    /// <summary>Waits for the handler, or, once it was told to stop, until patience ends.</summary>
    public async Task<JobEnding> EndOfAsync(RunningJob job, Task<JobRun> running)
    {
        try
        {
            await running.WaitAsync(job.Stopping);
        }
        catch (OperationCanceledException)
        {
            var patience = job.Reason == StopReason.WorkerStops ? options.Value.HandBackTime : s_grace;
            await Task.WhenAny(running, Task.Delay(patience, time, CancellationToken.None));
        }

        return Ending(job, running.IsCompleted ? await running : new JobRun(null, new TimeoutException("It did not stop when it was told to."), null));
    }

    private JobEnding Ending(RunningJob job, JobRun run)
    {
        if (run.Result is { } result)
        {
            return result.Length <= options.Value.MaxResultBytes
                ? new JobEnding.Success(result)
                : Failure(job, new InvalidOperationException($"The result is larger than the {options.Value.MaxResultBytes} bytes a job may give; give less, or raise Jobs:MaxResultBytes."), run.Rule);
        }

        var error = run.Error!;
        var stopped = error is OperationCanceledException or TimeoutException;
        return job.Reason switch
        {
            StopReason.Cancelled => new JobEnding.Cancellation(),
            StopReason.WorkerStops when stopped => new JobEnding.HandBack(),
            StopReason.TimeLimit when stopped => Failure(job, new TimeoutException($"It took longer than its time limit of {job.Job.TimeLimit}."), run.Rule),
            _ => Failure(job, error, run.Rule),
        };
    }

    private JobEnding.Failure Failure(RunningJob job, Exception error, IRetryRule? rule)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var attempt = job.Job.Attempt;
        var delay = attempt >= job.Job.Attempts ? null : rule is not null ? rule.DelayAfter(error, attempt) : Backoff(attempt);
        return new JobEnding.Failure(JobError.Of(error, attempt, now), now + delay);
    }

    // Up to half of it at random less, so that jobs that failed together do not come back together.
    private TimeSpan? Backoff(int attempt)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    private async Task<JobRun> RunInScopeAsync(RunningJob job)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await job.Type.RunAsync(scope.ServiceProvider, job.Claimed.Arguments, job.Context);
        }
        catch (Exception e)
        {
            // A service of the scope that fails to be disposed of.
            return new JobRun(Result: null, e, Rule: null);
        }
    }
}
