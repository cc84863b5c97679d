using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>The JSON form of a schedule over HTTP. Times are UTC.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="Cron">The cron line.</param>
/// <param name="Zone">The time zone of the line.</param>
/// <param name="Type">The type of the jobs.</param>
/// <param name="Arguments">The arguments of the jobs.</param>
/// <param name="Priority">The priority of the jobs, 0 to 9; 9 runs first.</param>
/// <param name="CatchUp">The jobs for missed times: <c>one</c> job for all of them together, <c>all</c> for one job each, or
/// <c>none</c>.</param>
/// <param name="Paused">Whether the schedule is paused.</param>
/// <param name="Source">The source of the schedule: <c>http</c>; <c>code</c>, if the code declares it and a changed declaration replaces
/// it; or <c>removed</c>, if the code of this process does not declare it (any more), so that this process does not fire it.</param>
/// <param name="Last">The time of the last firing; null before the first one.</param>
/// <param name="Next">The times of the next five firings; empty while the schedule is paused or removed.</param>
internal sealed record ScheduleView(
    string Name, string Cron, string Zone, string Type, [property: JsonConverter(typeof(RawJsonConverter))] JsonElement Arguments,
        int Priority, string CatchUp, bool Paused, string Source, DateTime? Last, IReadOnlyList<DateTime> Next)
{
    private const int Shown = 5;

    internal static ScheduleView Of(Schedule schedule, string source, DateTime now) => new(
        schedule.Name, schedule.Cron, schedule.Zone, schedule.Type, JsonElement.Parse(schedule.Arguments), schedule.Priority,
        schedule.CatchUp.ToString().ToLowerInvariant(), schedule.IsPaused, source, schedule.Last,
        schedule.IsPaused || source == "removed" ? [] : CronLine.Parse(schedule.Cron, schedule.Zone).Following(now, Shown));
}
