using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Computes the transitions of a job between its states (queued, running, succeeded, failed, cancelled). Each transition includes the event
/// for the topic of the job. This class does not access the store.
/// </summary>
internal static class JobStateMachine
{
    public static JobTransition Start(Job job, JobClaim claim, DateTime now)
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
        return new JobTransition(started, JobEvents.Started(started));
    }

    public static JobTransition End(Job job, AttemptResult ending, DateTime now) => ending switch
    {
        AttemptResult.Success when job is { IsDueAgain: true, IsCancelling: false } => Again(job),
        AttemptResult.Success => Close(job, JobState.Succeeded, now, JobEvents.Succeeded(job)),
        // If the cancellation of the job was requested, its attempt ends as cancelled, even if the handler has failed.
        _ when job.IsCancelling =>
            Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job)) with { Error = (ending as AttemptResult.Failure)?.Error },
        AttemptResult.Failure { RetryAt: { } due } failure =>
            new JobTransition(Queue(job, due), JobEvents.Retrying(job, failure.Error.Message, due), failure.Error),
        AttemptResult.Failure failure =>
            Close(job, JobState.Failed, now, JobEvents.Failed(job, failure.Error.Message)) with { Error = failure.Error },
        AttemptResult.ReturnToQueue =>
            new JobTransition(Queue(job, now) with { Attempt = job.Attempt - 1 },
            JobEvents.Retrying(job, "The worker stopped and returned the job to the queue.", now)),
        AttemptResult.WaitForChildren => Wait(job, now),
        _ => Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job)),
    };

    /// <summary>
    /// Ends the attempt of a worker whose lease of the job (the right to run it) has expired. The attempt is counted, because a job that
    /// crashes its workers would otherwise be retried forever.
    /// </summary>
    public static JobTransition Expire(Job job, DateTime now)
    {
        var error = new JobError(job.Attempt, now, "WorkerLost", $"The worker {job.Worker} did not renew its lease.");
        return End(job, new AttemptResult.Failure(error, job.Attempt < job.Attempts ? now : null), now);
    }

    /// <summary>Cancels a waiting or running job; returns null if the job has ended.</summary>
    /// <param name="job">The job to cancel.</param>
    /// <param name="now">The time of the transaction (UTC).</param>
    /// <param name="reason">The reason, if the job queue itself cancels the job; null if a caller has requested the cancellation.</param>
    public static JobTransition? Cancel(Job job, DateTime now, string? reason = null) => job.State switch
    {
        JobState.Queued => Close(job, JobState.Cancelled, now, JobEvents.Cancelled(job, reason)),
        JobState.Running => new JobTransition(job with { IsCancelling = true }, JobEvents.Cancelling(job)),
        _ => null,
    };

    /// <summary>
    /// Queues a failed or cancelled job again, with its full number of attempts. Returns null if the job is in another state. The job waits
    /// again for those of its earlier jobs and children (jobs that its handler has enqueued) that have not ended. The start and the
    /// progress of its earlier attempts are removed.
    /// </summary>
    public static JobTransition? Retry(Job job, DateTime now)
    {
        if (job.State is not (JobState.Failed or JobState.Cancelled))
            return null;
        var links = job.Links with
        {
            IsBlocked = job.Links.Waits > 0,
            Followers = job.Links.Followers == FollowerState.Unsettled ? FollowerState.Waiting : job.Links.Followers,
        };
        return Again(job with { Due = now, Started = null, Ended = null, Fraction = null, Text = null, Links = links });
    }

    public static JobTransition Progress(Job job, double fraction, string? text)
    {
        var further = job with { Fraction = fraction, Text = text };
        return new JobTransition(further, JobEvents.Progress(further));
    }

    // Queues a job whose handler waits for children (jobs that the handler has enqueued). The attempt is not counted. If all children have
    // ended meanwhile, the job runs again immediately.
    private static JobTransition Wait(Job job, DateTime now)
    {
        var waiting = Queue(job, now) with { Attempt = job.Attempt - 1, Links = job.Links with { IsBlocked = job.Links.Waits > 0 } };
        return new JobTransition(waiting, waiting.Links.IsBlocked ? JobEvents.Waiting(waiting) : JobEvents.Released(waiting));
    }

    private static JobTransition Again(Job job)
    {
        var again = Queue(job, job.Due) with { Attempt = 0 };
        return new JobTransition(again, JobEvents.Queued(again));
    }

    private static Job Queue(Job job, DateTime due) => job with { State = JobState.Queued, Due = due, Lease = null, Worker = null };

    private static JobTransition Close(Job job, JobState state, DateTime now, NewMessage message) =>
        new(job with
        {
            State = state,
            Ended = now,
            Lease = null,
            IsCancelling = false,
            Fraction = state == JobState.Succeeded ? 1
            : job.Fraction
        }, message);
}
