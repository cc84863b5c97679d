namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// An item that waits in the queue of a <see cref="GroupCommit{TItem, TResult}"/>, and the task that completes when the item is committed.
/// </summary>
internal sealed class PendingCommit<TItem, TResult>(TItem item)
{
    public TItem Item => item;

    /// <summary>
    /// Completes the task for which the caller that added the item waits. The caller then continues on another thread, never on the thread
    /// that commits.
    /// </summary>
    public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
