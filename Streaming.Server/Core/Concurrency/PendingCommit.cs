namespace Streaming.Server.Core.Concurrency;

/// <summary>A queued item and the completion of its commit.</summary>
internal sealed class PendingCommit<TItem, TResult>(TItem item)
{
    public TItem Item => item;

    /// <summary>Completed after the commit; its continuations never run on the committing thread.</summary>
    public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
