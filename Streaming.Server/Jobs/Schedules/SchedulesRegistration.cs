using Streaming.Server.Jobs.Handlers.Retention;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Registers schedules, which enqueue jobs at the times of a cron expression, in the DI container.</summary>
public static class SchedulesRegistration
{
    private const string EveryMidnight = "0 0 * * *";

    /// <summary>
    /// Declares a schedule in the application's code. The first start creates it. A changed declaration replaces the schedule's cron
    /// expression, time zone, type, arguments and options; until then, changes over HTTP are kept. A changed declaration never changes the
    /// priority of the schedule, its jobs for missed times, or whether it is paused. When the declaration is removed from the code, the
    /// schedule does not fire any more. Processes of several versions may share a store: the newest declaration applies while a process
    /// that has it is running.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the schedule.</param>
    /// <param name="cron">The cron expression: five fields, or six fields with seconds first.</param>
    /// <param name="type">The type of the jobs that the schedule enqueues.</param>
    /// <param name="arguments">The arguments of the jobs that the schedule enqueues; null for none.</param>
    /// <param name="zone">The time zone of the cron expression, as an IANA name (default UTC).</param>
    /// <param name="options">The options of the schedule: whether its jobs may overlap, and the attempts and the time limit of each job.
    /// Null for the defaults.</param>
    public static IServiceCollection AddSchedule(
        this IServiceCollection services, string name, string cron, string type, object? arguments = null, string zone = "UTC",
        ScheduleOptions? options = null)
    {
        options ??= new ScheduleOptions();
        JobClient.CheckLimits(options.Attempts, options.TimeLimit);
        _ = CronSchedule.Parse(cron, zone).FirstAfter(DateTime.UnixEpoch);
        return services.AddSingleton(
            new DeclaredSchedule(
                ScheduleRequest.CheckName(name), cron, zone, type, JobJson.Write(arguments ?? new NoArguments()), options));
    }

    /// <summary>Adds the service that fires schedules, and the schedule that deletes old messages and jobs each night.</summary>
    internal static IServiceCollection AddSchedules(this IServiceCollection services) =>
        services.AddSingleton<ScheduleDeclarations>().AddHostedService<Scheduler>()
            .AddSchedule("retention", EveryMidnight, RetentionJob.Type);
}
