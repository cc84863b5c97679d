namespace Streaming.Server.Jobs;

/// <summary>
/// Lists what happens to a new job if another job of the same type and key (<see cref="EnqueueOptions.Key"/>) has not ended.
/// </summary>
public enum WhenKeyExists
{
    /// <summary>The new job is refused (over HTTP with status 409). This is the default.</summary>
    Refuse,

    /// <summary>
    /// The new job replaces the last job with the key if that job has not started: the replaced job is cancelled. If that job has started,
    /// the new job waits until it has ended.
    /// </summary>
    Replace,

    /// <summary>
    /// The new job waits until all earlier jobs with the key have ended. Jobs with one key run in the order of their creation.
    /// </summary>
    Queue,

    /// <summary>
    /// No job is added, and the result is the job that has the key. If that job waits, it does the work of this request too. If it is
    /// running, it may have read its data too early for this request, so it runs once more after it has succeeded.
    /// </summary>
    RunOnceMore,
}
