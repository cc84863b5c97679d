using Streaming.Server.Jobs;

namespace Streaming.Server.Schedules;

/// <summary>A schedule that is there from the first start on. What is changed of it later stays changed.</summary>
internal sealed record StandingSchedule(string Name, string Cron, string Zone, string Type, byte[] Arguments)
{
    /// <summary>The schedule as it stands at a time.</summary>
    public Schedule At(DateTime now) => new()
    {
        Name = Name,
        Cron = Cron,
        Zone = Zone,
        Type = Type,
        Arguments = Arguments,
        Priority = new EnqueueOptions().Priority,
        Next = CronLine.Parse(Cron, Zone).NextAfter(now),
    };
}
