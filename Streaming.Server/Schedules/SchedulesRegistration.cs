using Streaming.Server.Jobs;

namespace Streaming.Server.Schedules;

/// <summary>Registers schedules.</summary>
public static class SchedulesRegistration
{
    private const string EveryMidnight = "0 0 * * *";

    /// <summary>Adds a schedule that is there from the first start on. What is changed of it later, over HTTP, stays changed.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cron">Five fields, or six with seconds first.</param>
    /// <param name="type">The type of its jobs.</param>
    /// <param name="arguments">Their arguments; null for none.</param>
    /// <param name="zone">The time zone that the line is in.</param>
    public static IServiceCollection AddSchedule(this IServiceCollection services, string name, string cron, string type, object? arguments = null, string zone = "UTC")
    {
        _ = CronLine.Parse(cron, zone);
        return services.AddSingleton(new StandingSchedule(ScheduleRequest.CheckName(name), cron, zone, type, JobJson.Write(arguments ?? new NoArguments())));
    }

    /// <summary>Adds what lets schedules fire, and the nightly trim.</summary>
    internal static IServiceCollection AddSchedules(this IServiceCollection services) =>
        services.AddHostedService<Scheduler>().AddSchedule("retention", EveryMidnight, RetentionJob.Type);
}
