using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies changes of schedules to the rows of a store, inside a transaction of that store. Contains the rules of schedules that all stores
/// have in common.
/// </summary>
/// <param name="rows">The rows of the store.</param>
/// <param name="now">The time of the transaction (UTC).</param>
/// <param name="enqueue">A function that adds a job to the queue, in the same transaction.</param>
internal sealed class ScheduleTransaction(IJobRows rows, DateTime now, Func<EnqueueJob, ChangeResult> enqueue)
{
    public ChangeResult Put(Schedule schedule, long? version = null)
    {
        var before = rows.FindSchedule(schedule.Name);
        if (version is not null && before?.Version != version)
            return default;
        rows.SaveSchedule(schedule with
        {
            Next = IsDue(before, schedule) ? before!.Next : schedule.Next,
            Version = before?.Version + 1 ?? FirstVersion.New(),
            Last = before?.Last,
        });
        return new ChangeResult(Applied: true, Job: null);
    }

    public ChangeResult Declare(Schedule declared) =>
        ScheduleDeclaration.Apply(rows.FindSchedule(declared.Name), declared, now) is { } schedule ? Put(schedule) : default;

    public ChangeResult Delete(string name)
    {
        if (rows.FindSchedule(name) is null)
            return default;
        rows.DeleteSchedule(name);
        return new ChangeResult(Applied: true, Job: null);
    }

    public ChangeResult Fire(FireSchedule fire)
    {
        if (rows.FindSchedule(fire.Name) is not { IsPaused: false } schedule || schedule.Version != fire.Version)
            return default;
        var open = fire.Jobs.Count > 0 ? FindBlockingJob(schedule) : null;
        if (open is not null)
            rows.AddFirings(fire.Name, [new ScheduleFiring(fire.Name, now) { BlockedBy = open }]);
        else if (fire.Jobs.Count > 0)
            Enqueue(fire.Name, fire.Jobs);
        rows.SaveSchedule(schedule with
        {
            Next = fire.Next,
            Last = open is null && fire.Jobs.Count > 0 ? now : schedule.Last,
            Version = schedule.Version + 1,
        });
        return new ChangeResult(Applied: true, Job: null) { BlockedBy = open };
    }

    public ChangeResult Run(RunSchedule run)
    {
        if (rows.FindSchedule(run.Name) is not { } schedule || (run.Version ?? schedule.Version) != schedule.Version)
            return default;
        if (FindBlockingJob(schedule) is { } open)
            return new ChangeResult(Applied: false, Job: null) { BlockedBy = open };
        var job = Enqueue(run.Name, [run.Job])[0];
        rows.SaveSchedule(schedule with { Last = now, Version = schedule.Version + 1 });
        return new ChangeResult(Applied: true, job);
    }

    // A time that has passed and that no process has fired yet is not lost if the schedule is written again with the same times.
    private bool IsDue(Schedule? before, Schedule schedule) => before is { IsPaused: false, Next: { } next } && next <= now
        && !schedule.IsPaused && (before.Cron, before.Zone) == (schedule.Cron, schedule.Zone);

    private JobId? FindBlockingJob(Schedule schedule) => schedule.AllowsOverlap ? null : rows.FindOpenJob(schedule.Name);

    private List<Job> Enqueue(string schedule, IEnumerable<EnqueueJob> jobs)
    {
        var added = jobs.Select(job => enqueue(job).Job!).ToList();
        rows.AddFirings(schedule, added.ConvertAll(job => new ScheduleFiring(schedule, now) { Job = job.Id }));
        return added;
    }
}
