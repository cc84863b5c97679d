namespace Streaming.Server.Jobs.Worker;

/// <summary>Implemented by a handler that decides itself whether and when its jobs are retried.</summary>
public interface IRetryRule
{
    /// <summary>The delay before the next attempt; null to fail the job without further attempts.</summary>
    /// <param name="error">The exception of the attempt.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    TimeSpan? DelayAfter(Exception error, int attempt);
}
