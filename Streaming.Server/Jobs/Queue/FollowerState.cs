namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// States whether other jobs wait for a job. Because of this value, the end of a job for which no job waits (as for most jobs) needs no
/// search for waiting jobs.
/// </summary>
internal enum FollowerState
{
    /// <summary>No other job waits for this job.</summary>
    None,

    /// <summary>Other jobs wait for this job.</summary>
    Waiting,

    /// <summary>The job has ended, but not all jobs that wait for it are informed yet. The next transaction informs them.</summary>
    Unsettled,
}
