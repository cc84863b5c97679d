namespace Streaming.Server.Jobs;

/// <summary>
/// Lists what happens to a new job if an earlier job of the same type with the same key (<see cref="EnqueueOptions.Key"/>) has not ended.
/// </summary>
public enum WhenKeyExists
{
    /// <summary>The new job is refused (over HTTP with status 409). This is the default behaviour.</summary>
    Refuse,

    /// <summary>
    /// If the last job with the key has not started, it is cancelled, and the new job replaces it. If the last job has started, the new job
    /// waits until that job has ended.
    /// </summary>
    Replace,

    /// <summary>
    /// The new job waits until all earlier jobs with the key have ended. The jobs with one key run in the order of their creation.
    /// </summary>
    Queue,

    /// <summary>
    /// No job is added, and the caller receives the earlier job with the key. If that job is still waiting, it does the work of this
    /// request too. If it is running, it may have read its data before this request, so it runs once more after it has succeeded.
    /// </summary>
    RunOnceMore,
}
