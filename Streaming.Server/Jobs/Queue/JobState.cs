namespace Streaming.Server.Jobs.Queue;

/// <summary>The state of a job.</summary>
public enum JobState
{
    /// <summary>The job waits for its due time or for a worker.</summary>
    Queued,

    /// <summary>A worker runs the job.</summary>
    Running,

    /// <summary>The job has its result.</summary>
    Succeeded,

    /// <summary>The last attempt failed. The job can be retried manually.</summary>
    Failed,

    /// <summary>The job was cancelled.</summary>
    Cancelled,
}
