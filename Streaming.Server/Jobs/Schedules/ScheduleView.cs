using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>A schedule as JSON in responses of the HTTP API. All times are UTC.</summary>
/// <param name="Name">The name of the schedule.</param>
/// <param name="Cron">The cron expression of the schedule.</param>
/// <param name="Zone">The time zone of the cron expression.</param>
/// <param name="Type">The type of the jobs that the schedule enqueues.</param>
/// <param name="Arguments">The arguments of the jobs that the schedule enqueues.</param>
/// <param name="Priority">The priority of the jobs that the schedule enqueues, from 0 to 9. Jobs with a higher priority run first.</param>
/// <param name="CatchUp">The number of jobs for due times that passed while no server was running: <c>one</c> job for all of them together,
/// <c>all</c> for one job each, or <c>none</c>.</param>
/// <param name="Overlap">
/// True if the schedule enqueues a job even while its earlier jobs have not ended. If false, the schedule then enqueues no job, and the
/// firing (the due time) is recorded as skipped.
/// </param>
/// <param name="Attempts">The maximum number of attempts to run each job; null for the maximum of the job's type.</param>
/// <param name="TimeLimit">The time limit of each attempt to run a job; null for the limit of the job's type.</param>
/// <param name="Paused">True if the schedule is paused: it enqueues no jobs.</param>
/// <param name="Source">The source of the schedule. <c>http</c>: it was created over HTTP. <c>code</c>: the code of this process declares
/// it, and replaces it if the declaration changes. <c>removed</c>: the code no longer declares it, and this process does not fire
/// it.</param>
/// <param name="Last">The latest time at which the schedule fired; null if it has never fired.</param>
/// <param name="Next">The next five times at which the schedule fires; empty while the schedule is paused or removed.</param>
/// <param name="Firings">The last five firings of the schedule (times at which it was due) with their jobs, newest first.</param>
internal sealed record ScheduleView(
    string Name, string Cron, string Zone, string Type, [property: JsonConverter(typeof(RawJsonConverter))] JsonElement Arguments,
        int Priority, string CatchUp, bool Overlap, int? Attempts, TimeSpan? TimeLimit, bool Paused, string Source, DateTime? Last,
        IReadOnlyList<DateTime> Next, IReadOnlyList<FiringView> Firings)
{
    private const int Shown = 5;

    internal static ScheduleView Of(Schedule schedule, string source, DateTime now, IEnumerable<ScheduleFiring> firings) => new(
        schedule.Name, schedule.Cron, schedule.Zone, schedule.Type, JsonElement.Parse(schedule.Arguments), schedule.Priority,
        schedule.CatchUp.ToString().ToLowerInvariant(), schedule.AllowsOverlap, schedule.Attempts, schedule.TimeLimit, schedule.IsPaused,
        source, schedule.Last,
        schedule.IsPaused || source == "removed" ? [] : CronSchedule.Parse(schedule.Cron, schedule.Zone).Following(now, Shown),
        [.. firings.Select(FiringView.Of)]);
}
