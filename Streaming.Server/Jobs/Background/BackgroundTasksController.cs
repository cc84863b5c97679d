using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;

namespace Streaming.Server.Jobs.Background;

/// <summary>Lists the background tasks of this node (server process) over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class BackgroundTasksController(BackgroundRunner runner, BackgroundRuns runs) : ControllerBase
{
    /// <summary>
    /// Returns the numbers of waiting and running background tasks on this node (server process), and the latest tasks that have ended,
    /// with the exceptions of failed tasks. The task that ended last is first.
    /// </summary>
    [HttpGet("/background-tasks")]
    public BackgroundView List()
    {
        var running = runner.Running;
        return new BackgroundView(Math.Max(runner.Tasks - running, 0), running, [.. runs.Latest().Select(View)]);
    }

    private static BackgroundRunView View(BackgroundRun run) =>
        new(run.Name, run.Outcome.ToString()
            .ToLowerInvariant(), run.Added.UtcDateTime, run.Started?.UtcDateTime, run.Milliseconds, run.Error, run.Exception);
}
