using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;
using Streaming.Server.Jobs.HttpApi;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Lists, creates, changes and deletes schedules over HTTP.</summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class SchedulesController(
    JobClient jobs, IJobQueue queue, JobWriter writer, ScheduleDeclarations declarations, JobViews views, IAuditTrail audit)
    : ControllerBase
{
    /// <summary>Lists all schedules. Each has the next times at which it fires, and its last firings with their jobs.</summary>
    [HttpGet("/schedules")]
    public async Task<IEnumerable<ScheduleView>> List(CancellationToken cancellationToken)
    {
        var schedules = await queue.ListSchedulesAsync(cancellationToken);
        var firings = (await queue.ListFiringsAsync(schedule: null, cancellationToken))
            .ToLookup(firing => firing.Schedule, StringComparer.Ordinal);
        return schedules.Select(schedule => View(schedule, firings[schedule.Name]));
    }

    /// <summary>Returns one schedule with the next times at which it fires, and its last firings with their jobs.</summary>
    [HttpGet("/schedules/{name}")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public Task<ScheduleView> Get(string name, CancellationToken cancellationToken) => ViewAsync(name, cancellationToken);

    /// <summary>
    /// Creates or replaces a schedule:
    /// <c>{"cron":…,"type":…,"arguments":{…},"zone":…,"priority":…,"catchUp":"one"|"all"|"none","overlap":…,"attempts":…,"timeLimit":…,
    /// "paused":…}</c>. If the code declares the schedule, the change is kept until the declaration in the code changes.
    /// </summary>
    [HttpPut("/schedules/{name}")]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    public async Task<ScheduleView> Put(string name, CancellationToken cancellationToken)
    {
        var request = ScheduleRequest.Parse((await BodyReader.ReadAsync(Request, jobs.RefuseLargeBody, cancellationToken)).Span);
        var schedule = request.ToSchedule(ScheduleRequest.CheckName(name), jobs, writer.Now());
        var before = (await queue.ListSchedulesAsync(cancellationToken)).FirstOrDefault(each => each.Name == name);
        // If the code declares the schedule, the stored schedule keeps the record of this declaration, so that a later change of the code
        // is noticed. If the code no longer declares the schedule, the record is removed, and the schedule counts as created over HTTP.
        var declaration = before is not null && declarations.SourceOf(before) == "code" ? before.Declaration : null;
        schedule = schedule with { Declaration = declaration };
        await TrySaveAsync(new PutSchedule(schedule), cancellationToken);
        return await ViewAsync(name, cancellationToken);
    }

    /// <summary>Pauses a schedule. A paused schedule enqueues no jobs until it is resumed.</summary>
    [HttpPost("/schedules/{name}/pause")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public Task<ScheduleView> Pause(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, static schedule => schedule with { IsPaused = true }, cancellationToken);

    /// <summary>Resumes a paused schedule. No jobs are enqueued for the times that passed during the pause.</summary>
    [HttpPost("/schedules/{name}/resume")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public Task<ScheduleView> Resume(string name, CancellationToken cancellationToken) => ChangeAsync(
        name, schedule => schedule with
        {
            IsPaused = false,
            Next = CronSchedule.Parse(schedule.Cron, schedule.Zone).NextAfter(writer.Now()),
        },
        cancellationToken);

    /// <summary>
    /// Runs a schedule now: enqueues its job at once, even if the schedule is paused. The times at which the schedule fires do not change.
    /// If an earlier job of the schedule has not ended, the request is refused with status 409, unless the schedule allows overlap.
    /// </summary>
    [HttpPost("/schedules/{name}/run")]
    [ProducesResponseType<JobView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Run(string name, CancellationToken cancellationToken)
    {
        Job? job = null;
        while (job is null)
        {
            var schedule = await FindAsync(name, cancellationToken);
            var prepared = jobs.Prepare(schedule.Type, schedule.Arguments, schedule.ToEnqueueOptions());
            var outcome = await writer.WriteAsync(new RunSchedule(name, prepared, schedule.Version), cancellationToken);
            if (outcome.BlockedBy is { } open)
                throw new RefusalException(RefusalReason.Conflict, $"Job {open} of schedule {name} has not ended; wait until it ends, " +
                    "cancel it, or put the schedule with \"overlap\": true.");
            job = outcome.Job;
        }

        audit.Add(AuditEntry.Of(HttpContext, "schedule", $"Schedule {name} was run now: job {job.Id}."));
        return Accepted(PublicPath.Of(Request, $"/jobs/{job.Id}"), await views.OfAsync(job, cancellationToken));
    }

    /// <summary>
    /// Deletes a schedule. If the code declares the schedule, the next start of the server creates it again; pause such a schedule instead.
    /// </summary>
    [HttpDelete("/schedules/{name}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Delete(string name, CancellationToken cancellationToken)
    {
        if (!(await writer.WriteAsync(new DeleteSchedule(name), cancellationToken)).Applied)
            throw ScheduleNotFound();
        audit.Add(AuditEntry.Of(HttpContext, "schedule", $"Schedule {name} was deleted."));
        return NoContent();
    }

    private static RefusalException ScheduleNotFound() =>
        new(RefusalReason.NotFound, "There is no schedule of this name; GET /schedules lists them.");

    private async Task<Schedule> FindAsync(string name, CancellationToken cancellationToken) =>
        (await queue.ListSchedulesAsync(cancellationToken)).FirstOrDefault(schedule => schedule.Name == name) ?? throw ScheduleNotFound();

    // Changes a schedule. If another request changes it meanwhile, or it fires, the change is made again from the new state.
    private async Task<ScheduleView> ChangeAsync(string name, Func<Schedule, Schedule> change, CancellationToken cancellationToken)
    {
        Schedule before;
        do
            before = await FindAsync(name, cancellationToken);
        while (!await TrySaveAsync(new PutSchedule(change(before), before.Version), cancellationToken));
        return await ViewAsync(name, cancellationToken);
    }

    private async Task<bool> TrySaveAsync(PutSchedule put, CancellationToken cancellationToken)
    {
        if (!(await writer.WriteAsync(put, cancellationToken)).Applied)
            return false;
        var schedule = put.Schedule;
        audit.Add(AuditEntry.Of(
            HttpContext, "schedule",
            $"Schedule {schedule.Name} was set{(schedule.IsPaused ? ", paused" : string.Empty)}: {schedule.Cron} ({schedule.Zone}), " +
            $"jobs of type {schedule.Type}."));
        return true;
    }

    private async Task<ScheduleView> ViewAsync(string name, CancellationToken cancellationToken) =>
        View(await FindAsync(name, cancellationToken), await queue.ListFiringsAsync(name, cancellationToken));

    private ScheduleView View(Schedule schedule, IEnumerable<ScheduleFiring> firings) =>
        ScheduleView.Of(schedule, declarations.SourceOf(schedule), writer.Now(), firings);
}
