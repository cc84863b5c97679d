using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Runs one attempt, in a scope and on threads of its kind, and says how it ended.</summary>
internal sealed partial class JobRunner(IServiceScopeFactory scopes, IOptions<JobOptions> options, TimeProvider time, LastResortHandler lastResort, ILogger<JobRunner> logger) : IDisposable
{
    /// <summary>How long a handler that was told to stop has before its job goes on without it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(3_650);

    private readonly BlockingThreads _threads = new(options.Value.BlockingThreads, lastResort);

    public void Dispose() => _threads.Dispose();

    /// <summary>Starts the handler. The task ends when it does; it never fails.</summary>
    public Task<HandlerResult> StartAsync(RunningJob job) =>
        job.Type.Options.Blocks
            ? _threads.RunAsync(() => RunInScopeAsync(job))
            : ThreadPoolScheduler.Instance.RunAsync(() => RunInScopeAsync(job));

    /// <summary>Waits for the handler, or, once it was told to stop, until patience ends.</summary>
    public async Task<AttemptResult> EndOfAsync(RunningJob job, Task<HandlerResult> running)
    {
        try
        {
            await running.WaitAsync(job.Stopping);
        }
        catch (OperationCanceledException)
        {
            var patience = job.Reason == StopReason.WorkerStops ? options.Value.HandBackTime : Grace;
            await Task.WhenAny(running, Task.Delay(patience, time, CancellationToken.None));
        }

        return await EndingAsync(job, running.IsCompleted ? await running : new HandlerResult(null, new TimeoutException("The handler did not return when it was told to stop."), null), running.IsCompleted);
    }

    private async Task<AttemptResult> EndingAsync(RunningJob job, HandlerResult run, bool hasReturned)
    {
        if (run.Result is { } result)
        {
            return result.Length <= options.Value.MaxResultBytes
                ? new AttemptResult.Success(result)
                : await FailureAsync(job, new JobFailedException($"The result is larger than the {options.Value.MaxResultBytes} bytes a job may give; give less, or raise Jobs:MaxResultBytes."), run.Rule);
        }

        var error = run.Error!;
        var stopped = error is OperationCanceledException or TimeoutException;
        return job.Reason switch
        {
            StopReason.Cancelled => new AttemptResult.Cancellation(),
            StopReason.WorkerStops when stopped => new AttemptResult.HandBack(),
            StopReason.TimeLimit when stopped => await FailureAsync(job, OverTime(job.Job, hasReturned), run.Rule),
            _ => await FailureAsync(job, error, run.Rule),
        };
    }

    private static TimeoutException OverTime(Job job, bool hasReturned) =>
        new($"It took longer than its time limit of {job.TimeLimit}{(hasReturned ? "." : ", and its handler did not return when it was told to stop.")}");

    private async Task<AttemptResult.Failure> FailureAsync(RunningJob job, Exception error, IRetryRule? rule)
    {
        var attempt = job.Job.Attempt;
        var delay = attempt >= job.Job.Attempts ? null : rule is not null ? await DelayAsync(rule, error, job) : error is IPermanentFailure { IsPermanent: true } ? null : Backoff(attempt);
        var now = time.GetUtcNow().UtcDateTime;
        return new AttemptResult.Failure(JobError.Of(error, attempt, now), now + delay);
    }

    // The rule is the handler's own code: it may block or throw, and this is the queue's thread.
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

    // Up to half of it at random less, so that jobs that failed together do not come back together.
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
            // A service of the scope that fails to be disposed of.
            return new HandlerResult(Result: null, e, Rule: null);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to ask the retry rule of the {Type} job {Job}; the configured delay is used.")]
    private partial void LogRuleFailed(Exception exception, string type, JobId job);
}
