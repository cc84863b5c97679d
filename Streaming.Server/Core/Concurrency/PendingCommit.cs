namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// An item in the queue of a <see cref="GroupCommit{TItem, TResult}"/>, and the task that completes after the item's commit.
/// </summary>
internal sealed class PendingCommit<TItem, TResult>(TItem item)
{
    public TItem Item => item;

    /// <summary>Completes when the item was committed. The waiting code never runs on the thread that commits.</summary>
    public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
