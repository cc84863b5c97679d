using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

/// <summary>One step in the life of a job.</summary>
/// <param name="Job">The job afterwards.</param>
/// <param name="Event">What its topic is told.</param>
/// <param name="Error">What went wrong, if anything did.</param>
internal readonly record struct JobStep(Job Job, NewMessage Event, JobError? Error = null);

/// <summary>The life of a job, without a store: what comes after what, and what its topic is told.</summary>
internal static class JobSteps
{
    public static JobStep Start(Job job, JobClaim claim, DateTime now)
    {
        var started = job with
        {
            State = JobState.Running,
            Attempt = job.Attempt + 1,
            Token = job.Token + 1,
            Started = now,
            Lease = now + claim.Lease,
            Worker = claim.Worker,
            Fraction = null,
            Text = null,
        };
        return new JobStep(started, JobEvents.Started(started));
    }

    public static JobStep End(Job job, JobEnding ending, DateTime now) => ending switch
    {
        JobEnding.Success => Close(job, JobState.Succeeded, now, JobEvents.Succeeded(job)),
        // Whoever asked for the end of a job is told that it came, however it came.
        _ when job.IsCancelling => Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job)) with { Error = (ending as JobEnding.Failure)?.Error },
        JobEnding.Failure { RetryAt: { } due } failure => new JobStep(Queue(job, due), JobEvents.Retrying(job, failure.Error.Message, due), failure.Error),
        JobEnding.Failure failure => Close(job, JobState.Failed, now, JobEvents.Failed(job, failure.Error.Message)) with { Error = failure.Error },
        JobEnding.HandBack => new JobStep(Queue(job, now) with { Attempt = job.Attempt - 1 }, JobEvents.Retrying(job, "The worker stopped and handed the job back.", now)),
        _ => Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job)),
    };

    /// <summary>Takes a job back from a worker that gave no sign of life. The attempt counts, so that a job that kills its workers comes to an end.</summary>
    public static JobStep Expire(Job job, DateTime now)
    {
        var error = new JobError(job.Attempt, now, "WorkerLost", $"The worker {job.Worker} gave no sign of life.");
        return End(job, new JobEnding.Failure(error, job.Attempt < job.Attempts ? now : null), now);
    }

    /// <summary>Null if it has ended.</summary>
    public static JobStep? Cancel(Job job, DateTime now) => job.State switch
    {
        JobState.Queued => Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job)),
        JobState.Running => new JobStep(job with { IsCancelling = true }, JobEvents.Cancelling(job)),
        _ => null,
    };

    /// <summary>Null if there is nothing to retry.</summary>
    public static JobStep? Retry(Job job, DateTime now)
    {
        if (job.State is not (JobState.Failed or JobState.Cancelled))
            return null;
        var again = Queue(job, now) with { Attempt = 0, Ended = null, IsCancelling = false };
        return new JobStep(again, JobEvents.Queued(again));
    }

    public static JobStep Progress(Job job, double fraction, string? text)
    {
        var further = job with { Fraction = fraction, Text = text };
        return new JobStep(further, JobEvents.Progress(further));
    }

    private static Job Queue(Job job, DateTime due) => job with { State = JobState.Queued, Due = due, Lease = null, Worker = null };

    private static JobStep Close(Job job, JobState state, DateTime now, NewMessage message) =>
        new(job with { State = state, Ended = now, Lease = null, IsCancelling = false, Fraction = state == JobState.Succeeded ? 1 : job.Fraction }, message);
}
