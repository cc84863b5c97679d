namespace Streaming.Server.Jobs.Queue;

/// <summary>States whether other jobs wait for a job, so that the end of most jobs, for which none waits, needs no search.</summary>
internal enum FollowerState
{
    /// <summary>No other job waits for this job.</summary>
    None,

    /// <summary>Other jobs wait for this job.</summary>
    Waiting,

    /// <summary>The job has ended, and some of the jobs that wait for it do not know it yet. The next transaction informs them.</summary>
    Unsettled,
}
