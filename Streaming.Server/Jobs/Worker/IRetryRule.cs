namespace Streaming.Server.Jobs.Worker;

/// <summary>Decides whether and when a failed job is retried. Implemented by a job handler that does not use the default retries.</summary>
public interface IRetryRule
{
    /// <summary>Returns the delay before the next attempt to run a job. Null if the job is to fail without further attempts.</summary>
    /// <param name="error">The exception of the failed attempt.</param>
    /// <param name="attempt">The number of the failed attempt, from 1.</param>
    TimeSpan? DelayAfter(Exception error, int attempt);
}
