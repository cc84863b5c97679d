using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>A schedule over HTTP. Times are UTC.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cron">Its cron line.</param>
/// <param name="Zone">The time zone of the line.</param>
/// <param name="Type">The type of its jobs.</param>
/// <param name="Arguments">Their arguments.</param>
/// <param name="Priority">Their priority.</param>
/// <param name="CatchUp">What is done about missed times: <c>one</c> job for all of them, <c>all</c>, or <c>none</c>.</param>
/// <param name="Paused">Whether it rests.</param>
/// <param name="Source">Where it comes from: <c>http</c>; <c>code</c>, which changes it when its declaration changes; or <c>removed</c>,
/// where code has declared it and that of this process does not (any more): it does not fire here.</param>
/// <param name="Last">When it fired last.</param>
/// <param name="Next">When it fires next: the coming five times; none while it rests or is removed.</param>
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
