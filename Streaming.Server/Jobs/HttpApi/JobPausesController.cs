using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Pauses and resumes jobs over HTTP: the jobs of one type, or all jobs except the urgent ones.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class JobPausesController(JobClient jobs, JobPausing pausing, IAuditTrail audit) : ControllerBase
{
    /// <summary>Returns the paused job types, and the lowest priority that a job must have to start.</summary>
    [HttpGet("/jobs/pauses")]
    public async Task<JobPausesView> Get(CancellationToken cancellationToken) =>
        JobPausesView.Of(await jobs.GetPausesAsync(cancellationToken));

    /// <summary>
    /// Pauses a job type: until the type is resumed, none of its jobs starts, in any process and also after a restart. Running jobs
    /// continue, and jobs of the type can still be enqueued.
    /// </summary>
    [HttpPost("/jobs/types/{type}/pause")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<JobPausesView> PauseType(string type, CancellationToken cancellationToken) =>
        JobPausesView.Of(await pausing.PauseAsync(type, () => Audit($"Jobs of type {type} were paused."), cancellationToken));

    /// <summary>Resumes a paused job type.</summary>
    [HttpPost("/jobs/types/{type}/resume")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<JobPausesView> ResumeType(string type, CancellationToken cancellationToken) =>
        JobPausesView.Of(await pausing.ResumeAsync(type, () => Audit($"Jobs of type {type} were resumed."), cancellationToken));

    /// <summary>
    /// Pauses all jobs except the urgent ones. Until the pause ends, jobs with a lower priority than the given one do not start, in any
    /// process and also after a restart. Running jobs continue.
    /// </summary>
    /// <param name="lowest">The lowest priority of the jobs that still start during the pause, from 1 to 9 (default 9).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpPost("/jobs/pause")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<JobPausesView> Pause([FromQuery] string? lowest, CancellationToken cancellationToken)
    {
        var priority = QueryValues.Number(lowest, "lowest", Job.HighestPriority, Job.HighestPriority);
        return JobPausesView.Of(await pausing.PauseBelowAsync(
            priority, () => Audit($"Jobs with a priority below {priority} were paused."), cancellationToken));
    }

    /// <summary>Ends the pause of all jobs except the urgent ones. Job types that were paused by their name stay paused.</summary>
    [HttpPost("/jobs/resume")]
    public async Task<JobPausesView> Resume(CancellationToken cancellationToken) =>
        JobPausesView.Of(await pausing.ResumeAllAsync(() => Audit("Jobs of all priorities were resumed."), cancellationToken));

    private void Audit(string sentence) => audit.Add(AuditEntry.Of(HttpContext, "jobs", sentence));
}
