namespace Streaming.Server.Jobs.Worker;

/// <summary>A handler that decides itself whether and when its jobs are tried again.</summary>
public interface IRetryRule
{
    /// <summary>How long to wait after this attempt has failed; null to give up, however many attempts there are left.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    TimeSpan? DelayAfter(Exception error, int attempt);
}
