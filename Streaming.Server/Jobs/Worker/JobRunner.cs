using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Runs the handler of a job for one attempt, in its own DI scope, on the thread pool or on a thread for blocking handlers
/// (<see cref="BlockingThreads"/>). Determines how the attempt has ended: by success, failure, cancellation, or the stop of the worker.
/// </summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time, JobClock clock,
    LastResortHandler lastResort, ILogger<JobRunner> logger) : IDisposable
{
    /// <summary>
    /// The time within which a cancelled handler must return. After this time the attempt ends without the handler, and the job is retried
    /// or ends.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(3_650);

    private readonly BlockingThreads _threads = new(options.Value.BlockingThreads, lastResort);

    public void Dispose() => _threads.Dispose();

    /// <summary>Starts the handler of a job. The returned task completes when the handler returns, and never fails itself.</summary>
    public Task<HandlerResult> StartAsync(RunningJob job) =>
        job.Type.Options.Blocks
            ? _threads.RunAsync(() => RunInScopeAsync(job))
            : ThreadPoolScheduler.Instance.RunAsync(() => RunInScopeAsync(job));

    /// <summary>
    /// Waits until the handler of a job returns, and returns how the attempt has ended. For a cancelled handler the wait is limited to
    /// <see cref="Grace"/>, or to <see cref="JobOptions.HandBackTime"/> if the worker is stopping.
    /// </summary>
    public async Task<AttemptResult> ResultOfAsync(RunningJob job, Task<HandlerResult> running)
    {
        try
        {
            await running.WaitAsync(job.Stopping);
        }
        catch (OperationCanceledException)
        {
            var grace = job.Reason == StopReason.WorkerStops ? options.Value.HandBackTime : Grace;
            await Task.WhenAny(running, Task.Delay(grace, time, CancellationToken.None));
        }

        return await EndingAsync(
            job, running.IsCompleted ? await running
            : new HandlerResult(null, new TimeoutException("The handler did not return after its cancellation."), null),
            running.IsCompleted);
    }

    private async Task<AttemptResult> EndingAsync(RunningJob job, HandlerResult run, bool hasReturned)
    {
        if (run.Result is { } result)
        {
            return result.Length <= options.Value.MaxResultBytes
                ? new AttemptResult.Success(result)
                : await FailureAsync(job,
                    new JobFailedException($"The result is larger than the limit of {options.Value.MaxResultBytes} bytes; return less, " +
                    "or raise Jobs:MaxResultBytes."), run.Rule);
        }

        var error = run.Error!;
        var stopped = error is OperationCanceledException or TimeoutException;
        return job.Reason switch
        {
            StopReason.Cancelled => new AttemptResult.Cancellation(),
            _ when error is ChildrenPendingException => new AttemptResult.WaitForChildren(),
            StopReason.WorkerStops when stopped => new AttemptResult.ReturnToQueue(),
            StopReason.TimeLimit when stopped => await FailureAsync(job, OverTime(job.Job, hasReturned), run.Rule),
            _ => await FailureAsync(job, error, run.Rule),
        };
    }

    private static TimeoutException OverTime(Job job, bool hasReturned) =>
        new("The attempt exceeded its time limit of " +
            $"{job.TimeLimit}{(hasReturned ? "." : ", and its handler did not return after its cancellation.")}");

    private async Task<AttemptResult.Failure> FailureAsync(RunningJob job, Exception error, IRetryRule? rule)
    {
        var attempt = job.Job.Attempt;
        var delay = attempt >= job.Job.Attempts ? null : rule is not null ? await DelayAsync(rule, error, job)
            : error is IPermanentFailure { IsPermanent: true } ? null : Backoff(attempt);
        var now = clock.Now();
        return new AttemptResult.Failure(JobError.Of(error, attempt, now), now + delay);
    }

    // The retry rule is code of the application, which may block or throw. So it runs on the thread pool and not on the thread of the job
    // queue.
    private async Task<TimeSpan?> DelayAsync(IRetryRule rule, Exception error, RunningJob job)
    {
        try
        {
            var delay = await ThreadPoolScheduler.Instance.RunAsync(() => Task.FromResult(rule.DelayAfter(error, job.Job.Attempt)));
            return delay < TimeSpan.Zero ? TimeSpan.Zero : delay > s_longestDelay ? s_longestDelay : delay;
        }
        catch (Exception e)
        {
            LogRuleFailed(e, job.Job.Type, job.Job.Id);
            return Backoff(job.Job.Attempt);
        }
    }

    // The delay is shortened at random by up to a half, so that jobs that failed together are not retried together.
    private TimeSpan? Backoff(int attempt)
    {
        var delay = options.Value.Backoff * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (delay < options.Value.MaxBackoff ? delay : options.Value.MaxBackoff) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    private async Task<HandlerResult> RunInScopeAsync(RunningJob job)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await job.Type.RunAsync(scope.ServiceProvider, job.Claimed.Arguments, job.Context);
        }
        catch (Exception e)
        {
            // A service threw an exception while the DI scope of the job was disposed.
            return new HandlerResult(Result: null, e, Rule: null);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to run the retry rule of the {JobType} job {JobId}; the configured delay is used.")]
    private partial void LogRuleFailed(Exception exception, string jobType, JobId jobId);
}
