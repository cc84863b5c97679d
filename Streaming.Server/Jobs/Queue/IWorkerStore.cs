namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Lists the workers (processes that run jobs) on a store. Each store also reports the worker of this process to the other processes, at
/// regular intervals; a worker whose reports have stopped is not listed any more.
/// </summary>
internal interface IWorkerStore
{
    /// <summary>Returns the running workers, sorted by the time of their start.</summary>
    /// <exception cref="Core.Messages.RefusalException">The store cannot be read.</exception>
    ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken);
}
