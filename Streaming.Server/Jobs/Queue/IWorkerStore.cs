namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Lists the workers (processes that run jobs) that share a store. At regular intervals, each store reports the worker of this process to
/// the other processes. A worker whose reports have stopped is no longer listed.
/// </summary>
internal interface IWorkerStore
{
    /// <summary>Returns the running workers, sorted by the time of their start.</summary>
    /// <exception cref="Core.Messages.RefusalException">The store cannot be read.</exception>
    ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken);
}
