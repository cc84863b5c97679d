namespace Streaming.Server.Jobs.Queue;

/// <summary>Describes how an attempt (one run of a job's handler) has ended.</summary>
internal abstract record AttemptResult
{
    /// <summary>The attempt succeeded, with a result as JSON in UTF-8.</summary>
    internal sealed record Success(byte[] Result) : AttemptResult;

    /// <summary>The attempt failed. Either the job is retried later, or it fails.</summary>
    /// <param name="Error">The error of the attempt.</param>
    /// <param name="RetryAt">The time of the next attempt (UTC); null if the job fails without a further attempt.</param>
    internal sealed record Failure(JobError Error, DateTime? RetryAt) : AttemptResult;

    /// <summary>The attempt ended because the job was cancelled.</summary>
    internal sealed record Cancellation : AttemptResult;

    /// <summary>The attempt ended because its worker stops. The job is queued again immediately, and this attempt is not counted.</summary>
    internal sealed record ReturnToQueue : AttemptResult;

    /// <summary>
    /// The attempt ended because the handler waits for children (jobs that the handler has enqueued). The job is queued again when these
    /// children have ended. The attempt is not counted.
    /// </summary>
    internal sealed record WaitForChildren : AttemptResult;
}
