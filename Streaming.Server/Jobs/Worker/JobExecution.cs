using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Runs one attempt of a job, from the start of its handler until the result of the attempt is written to the queue.</summary>
internal sealed partial class JobExecution(
    JobRunner runner, SlotReleaser slots, JobWriter writer, JobMetrics metrics, TimeProvider time, ILogger<JobExecution> logger)
{
    public async Task RunAsync(RunningJob job)
    {
        using var trace = JobTrace.Start(job.Claimed, logger);
        try
        {
            var started = time.GetTimestamp();
            var running = runner.StartAsync(job);
            slots.ReleaseWhenReturned(job, running);
            var attemptResult = await runner.ResultOfAsync(job, running);
            metrics.AttemptEnded(job.Job.Type, time.GetElapsedTime(started));
            if (!running.IsCompleted && job.Reason != StopReason.WorkerStops)
                slots.Replace(job, running);
            if (attemptResult is AttemptResult.Failure { Error: var error })
            {
                trace.SetFailed(error.Message);
                LogFailure(job, (running.IsCompleted ? await running : default).Error, error.Attempt, error.Message);
            }

            // The transaction that writes the end also claims the next job, for which the slot (the place for one job) must be free.
            if (running.IsCompleted)
                job.Slot.Release();
            await WriteEndAsync(job, attemptResult);
        }
        catch (RefusalException e)
        {
            LogNotEnded(e, job.Job.Type, job.Job.Id);
        }
    }

    // Writes the last progress and the end of the attempt to the job queue, in this order and usually in the same transaction.
    private async Task WriteEndAsync(RunningJob job, AttemptResult attemptResult)
    {
        var last = job.EndReportsAsync();
        var result = await writer.WriteAsync(new EndAttempt(job.Job.Id, job.Job.Token, attemptResult), CancellationToken.None);
        await last;
        if (result.Applied)
            return;
        metrics.Step(job.Job.Type, "lost");
        LogLost(job.Job.Type, job.Job.Id, job.Job.Attempt);
    }

    private void LogFailure(RunningJob job, Exception? error, int attempt, string message)
    {
        if (error is IReportedFailure)
            LogReported(job.Job.Type, job.Job.Id, attempt, message);
        else
            LogFailed(WithTrace(error, attempt), job.Job.Type, job.Job.Id, attempt, message);
    }

    // The stack trace is logged only for the first attempt. It is not logged for expected failures, whose message is sufficient.
    private static Exception? WithTrace(Exception? error, int attempt) => error is IPermanentFailure || attempt > 1 ? null : error;

    [LoggerMessage(1, LogLevel.Warning, "Failed to run the {JobType} job {JobId}, attempt {Attempt}: {Error}")]
    private partial void LogFailed(Exception? exception, string jobType, JobId jobId, int attempt, string error);

    [LoggerMessage(2, LogLevel.Warning,
        "Lost the lease of the {JobType} job {JobId} to another worker; the result of attempt {Attempt} was discarded.")]
    private partial void LogLost(string jobType, JobId jobId, int attempt);

    [LoggerMessage(3, LogLevel.Warning,
        "Failed to write the end of the {JobType} job {JobId}; the job runs again when its lease has expired.")]
    private partial void LogNotEnded(Exception exception, string jobType, JobId jobId);

    [LoggerMessage(4, LogLevel.Debug, "Failed to run the {JobType} job {JobId}, attempt {Attempt}: {Error}")]
    private partial void LogReported(string jobType, JobId jobId, int attempt, string error);
}
