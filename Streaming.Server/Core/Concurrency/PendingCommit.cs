namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// An item in the queue of a <see cref="GroupCommit{TItem, TResult}"/>, and the task that completes after the item's commit.
/// </summary>
internal sealed class PendingCommit<TItem, TResult>(TItem item)
{
    public TItem Item => item;

    /// <summary>
    /// The task that completes when the item was committed. Code that awaits the task never runs on the thread that commits.
    /// </summary>
    public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
