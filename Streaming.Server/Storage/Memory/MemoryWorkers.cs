using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Storage.Memory;

/// <summary>
/// Lists the worker of this process (the part that runs jobs). It is the only one, because no other process can use a store in memory.
/// </summary>
internal sealed class MemoryWorkers(OwnWorker own, TimeProvider time) : IWorkerStore
{
    public ValueTask<WorkerList> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult(
        new WorkerList(own.Record is { } record ? [new WorkerState(record, time.GetUtcNow().UtcDateTime)] : []));
}
