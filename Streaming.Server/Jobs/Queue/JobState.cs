namespace Streaming.Server.Jobs.Queue;

/// <summary>Lists the states of a job, from its enqueueing to its end.</summary>
public enum JobState
{
    /// <summary>The job waits for its due time or for a worker.</summary>
    Queued,

    /// <summary>A worker is running the job.</summary>
    Running,

    /// <summary>The job has ended with a result.</summary>
    Succeeded,

    /// <summary>The job has ended because its last attempt failed. The job can be retried manually.</summary>
    Failed,

    /// <summary>The job has ended because it was cancelled.</summary>
    Cancelled,
}
