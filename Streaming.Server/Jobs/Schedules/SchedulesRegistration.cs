using Streaming.Server.Jobs.Handlers.Retention;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Registers schedules.</summary>
public static class SchedulesRegistration
{
    private const string EveryMidnight = "0 0 * * *";

    /// <summary>
    /// Declares a schedule. The first start creates it. A changed declaration replaces the schedule's cron line, time zone, type and
    /// arguments; until then, changes over HTTP stay. A changed declaration never changes whether the schedule is paused, its priority and
    /// its catch-up. Without its declaration, the schedule does not fire any more. Processes of several versions may share a store: the
    /// newest declaration applies while a process that has it runs.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The schedule's name.</param>
    /// <param name="cron">The cron line: five fields, or six with seconds first.</param>
    /// <param name="type">The type of the jobs.</param>
    /// <param name="arguments">The arguments of the jobs; null for none.</param>
    /// <param name="zone">The time zone of the cron line.</param>
    public static IServiceCollection AddSchedule(
        this IServiceCollection services, string name, string cron, string type, object? arguments = null, string zone = "UTC")
    {
        _ = CronLine.Parse(cron, zone).FirstAfter(DateTime.UnixEpoch);
        return services.AddSingleton(
            new DeclaredSchedule(ScheduleRequest.CheckName(name), cron, zone, type, JobJson.Write(arguments ?? new NoArguments())));
    }

    /// <summary>Adds the scheduler and the schedule of the nightly trim.</summary>
    internal static IServiceCollection AddSchedules(this IServiceCollection services) =>
        services.AddSingleton<ScheduleDeclarations>().AddHostedService<Scheduler>()
            .AddSchedule("retention", EveryMidnight, RetentionJob.Type);
}
