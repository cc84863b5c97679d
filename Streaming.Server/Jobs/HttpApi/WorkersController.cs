using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Lists the workers (processes that run jobs) over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class WorkersController(IWorkerStore workers, IJobQueue queue, OwnWorker own) : ControllerBase
{
    /// <summary>
    /// Returns the workers (processes that run jobs) that use this store. Each has the job types that it runs, the number of jobs that it
    /// can run at the same time, and the jobs that it runs now. A worker whose heartbeats have stopped is removed from the list, after 15
    /// seconds with PostgreSQL, and after 30 seconds with SQLite.
    /// </summary>
    [HttpGet("/workers")]
    public async Task<IEnumerable<WorkerView>> List(CancellationToken cancellationToken)
    {
        var list = await workers.ListAsync(cancellationToken);
        var running = (await queue.ListRunningAsync(cancellationToken)).ToLookup(job => job.Worker, StringComparer.Ordinal);
        return list.Workers.Select(state => WorkerView.Of(state, state.Worker.Name == own.Name, running[state.Worker.Name]));
    }
}
