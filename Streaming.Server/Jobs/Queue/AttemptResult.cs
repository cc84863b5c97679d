namespace Streaming.Server.Jobs.Queue;

/// <summary>How an attempt ended.</summary>
internal abstract record AttemptResult
{
    /// <summary>The attempt succeeded with a result: JSON in UTF-8.</summary>
    internal sealed record Success(byte[] Result) : AttemptResult;

    /// <summary>The attempt failed.</summary>
    /// <param name="Error">The error.</param>
    /// <param name="RetryAt">The time of the next attempt; null if the job fails.</param>
    internal sealed record Failure(JobError Error, DateTime? RetryAt) : AttemptResult;

    /// <summary>The job was cancelled.</summary>
    internal sealed record Cancellation : AttemptResult;

    /// <summary>The worker stops. The job is queued again at once, and the attempt is not counted.</summary>
    internal sealed record HandBack : AttemptResult;
}
