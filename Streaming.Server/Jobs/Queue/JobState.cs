namespace Streaming.Server.Jobs.Queue;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It waits until it is due, and for a worker.</summary>
    Queued,

    /// <summary>A worker runs it.</summary>
    Running,

    /// <summary>It has its result.</summary>
    Succeeded,

    /// <summary>Its last attempt failed. It is kept, and can be retried by hand.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
