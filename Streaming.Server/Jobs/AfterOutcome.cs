namespace Streaming.Server.Jobs;

/// <summary>
/// Lists the ways in which earlier jobs must end before a job that waits for them (<c>after</c>) starts. If one of
/// the earlier jobs ends in another way, the waiting job is cancelled.
/// </summary>
public enum AfterOutcome
{
    /// <summary>Each of the earlier jobs must succeed. This is the default.</summary>
    Succeeded,

    /// <summary>Each of the earlier jobs must fail or be cancelled. Used for example for a job that cleans up after a failure.</summary>
    Failed,

    /// <summary>Each of the earlier jobs must end, in whatever way.</summary>
    Ended,
}
