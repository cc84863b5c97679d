using Streaming.Server.Jobs.Handlers.Retention;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Registers schedules.</summary>
public static class SchedulesRegistration
{
    private const string EveryMidnight = "0 0 * * *";

    /// <summary>
    /// Declares a schedule. It is made at the first start. When the declaration changes, so does the schedule; what was changed of it over
    /// HTTP stays until then, and whether it is paused, its priority and its
    /// catching up stay in any case. When the declaration is gone, the schedule fires no more. Processes of several versions may share a
    /// store: the newest declaration counts while a process that has it runs.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cron">Five fields, or six with seconds first.</param>
    /// <param name="type">The type of its jobs.</param>
    /// <param name="arguments">Their arguments; null for none.</param>
    /// <param name="zone">The time zone that the line is in.</param>
    public static IServiceCollection AddSchedule(
        this IServiceCollection services, string name, string cron, string type, object? arguments = null, string zone = "UTC")
    {
        _ = CronLine.Parse(cron, zone).FirstAfter(DateTime.UnixEpoch);
        return services.AddSingleton(
            new DeclaredSchedule(ScheduleRequest.CheckName(name), cron, zone, type, JobJson.Write(arguments ?? new NoArguments())));
    }

    /// <summary>Adds what lets schedules fire, and the nightly trim.</summary>
    internal static IServiceCollection AddSchedules(this IServiceCollection services) =>
        services.AddSingleton<ScheduleDeclarations>().AddHostedService<Scheduler>()
            .AddSchedule("retention", EveryMidnight, RetentionJob.Type);
}
