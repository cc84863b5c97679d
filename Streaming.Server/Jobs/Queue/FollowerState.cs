namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// States whether other jobs wait for a job. For most jobs the answer is no. When such a job ends, this value makes a search for waiting
/// jobs unnecessary.
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
