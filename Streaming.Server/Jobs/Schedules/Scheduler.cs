using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>
/// Enqueues the jobs of schedules at their due times. The scheduler runs in every process. Because the store checks the version of a
/// schedule, only one process enqueues the jobs of a due time.
/// </summary>
internal sealed partial class Scheduler(
    IJobQueue queue, JobWriter writer, JobClient jobs, ScheduleDeclarations declarations, TimeProvider time,
        ILogger<Scheduler> logger) : BackgroundService
{
    // The longest time between two reads of the schedules in the store, which other processes may have changed.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    // The age up to which a due time of a schedule counts as on time. A due time that is longer ago counts as missed.
    private static readonly TimeSpan s_onTime = TimeSpan.FromSeconds(5);

    // The maximum number of jobs that one check enqueues for one schedule. The limit matters for schedules that enqueue a job for each
    // missed time.
    private const int MaxFirings = 1_000;

    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await declarations.StartAsync(await queue.ListSchedulesAsync(cancellationToken), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await declarations.StopAsync(await queue.ListSchedulesAsync(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is RefusalException or OperationCanceledException)
        {
            // The stop of this process could not be reported to the store. This is ignored: other processes only assume, for up to three
            // minutes, that this process is still running.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = writer.Now() + s_longestWait;
            try
            {
                var due = await FireAllAsync(stoppingToken);
                next = due < next ? due : next;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }

            var wait = next - writer.Now();
            var delay = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stoppingToken);
            // The next schedule may have become due while this timer was created, and the timer would then fire too late. In this case
            // there is no wait.
            if (writer.Now() < next)
                await delay;
        }
    }

    // Enqueues the jobs of all schedules that are due. Returns the time at which the next schedule is due (UTC).
    private async Task<DateTime> FireAllAsync(CancellationToken cancellationToken)
    {
        var first = DateTime.MaxValue;
        var schedules = await queue.ListSchedulesAsync(cancellationToken);
        await declarations.RefreshAsync(schedules, cancellationToken);
        foreach (var schedule in schedules)
        {
            if (schedule is not { IsPaused: false, Next: { } next } || !declarations.Fires(schedule))
                continue;
            var now = writer.Now();
            if (next <= now)
                next = await FireAsync(schedule, next, now, cancellationToken) ?? DateTime.MaxValue;
            first = next < first ? next : first;
        }

        return first;
    }

    private async Task<DateTime?> FireAsync(Schedule schedule, DateTime due, DateTime now, CancellationToken cancellationToken)
    {
        var line = CronSchedule.Parse(schedule.Cron, schedule.Zone);
        var next = line.NextAfter(now);
        var firings = line.Between(due, now, MaxFirings);
        var missed = firings.Count(time => now - time > s_onTime);
        var count = firings.Count - missed + schedule.CatchUp switch
        {
            CatchUp.All => missed,
            CatchUp.One => Math.Min(missed, 1),
            _ => 0,
        };
        // Without overlap, the job of the first due time would block the others. With CatchUp.All, all due times are one decision.
        if (schedule is { AllowsOverlap: false, CatchUp: not CatchUp.All })
            count = Math.Min(count, 1);
        try
        {
            // Each firing (due time of a schedule) begins a trace, which the jobs of the firing continue.
            using var firing = StreamingActivities.Start($"schedule {schedule.Name}", ActivityKind.Producer, parent: null);
            var options = schedule.ToEnqueueOptions();
            var made = Enumerable.Range(0, count).Select(_ => jobs.Prepare(schedule.Type, schedule.Arguments, options)).ToList();
            var outcome = await writer.WriteAsync(new FireSchedule(schedule.Name, schedule.Version, next, made), cancellationToken);
            if (outcome.BlockedBy is { } open)
                LogBlocked(schedule.Name, open);
            else if (outcome.Applied)
                LogFired(schedule.Name, made.Count);
        }
        catch (RefusalException e) when (e.Reason != RefusalReason.Unavailable)
        {
            // This process cannot create the job, for example because it has no handler for the job's type. Another process may have the
            // handler. So this process only logs a message, once for each schedule.
            if (_skipped.Add(schedule.Name))
                LogSkipped(e, schedule.Name);
        }

        return next;
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to check the schedules; the next attempt follows within a second.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Fired schedule {Name}, number of jobs: {Jobs}")]
    private partial void LogFired(string name, int jobs);

    [LoggerMessage(3, LogLevel.Warning, "Failed to enqueue the job of schedule {Name}, which is due.")]
    private partial void LogSkipped(Exception exception, string name);

    [LoggerMessage(4, LogLevel.Information, "Skipped a firing of schedule {Name}, because its job {JobId} has not ended.")]
    private partial void LogBlocked(string name, JobId jobId);
}
