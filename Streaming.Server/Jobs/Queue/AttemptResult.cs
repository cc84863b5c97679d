namespace Streaming.Server.Jobs.Queue;

/// <summary>How an attempt ended.</summary>
internal abstract record AttemptResult
{
    /// <summary>With a result: JSON in UTF-8.</summary>
    internal sealed record Success(byte[] Result) : AttemptResult;

    /// <summary>With an error.</summary>
    /// <param name="Error">What went wrong.</param>
    /// <param name="RetryAt">When to try again; null for never.</param>
    internal sealed record Failure(JobError Error, DateTime? RetryAt) : AttemptResult;

    /// <summary>Because it was cancelled.</summary>
    internal sealed record Cancellation : AttemptResult;

    /// <summary>Because its worker stops. It is queued again at once, and the attempt does not count.</summary>
    internal sealed record HandBack : AttemptResult;
}
