namespace Streaming.Server.Jobs;

/// <summary>
/// Lists the ways in which earlier jobs must end before a job that waits for them (<c>after</c>) starts. If one of
/// the earlier jobs ends in another way, the waiting job is cancelled.
/// </summary>
public enum AfterOutcome
{
    /// <summary>The new job starts only if each of the jobs for which it waits succeeds. This is the default.</summary>
    Succeeded,

    /// <summary>
    /// The new job starts only if each of the jobs for which it waits fails or is cancelled. Used for example for a job that cleans up
    /// after a failure.
    /// </summary>
    Failed,

    /// <summary>The new job starts when each of the jobs for which it waits has ended, in whatever way.</summary>
    Ended,
}
