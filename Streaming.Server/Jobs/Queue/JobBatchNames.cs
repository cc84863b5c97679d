using Streaming.Server.Core.Idempotency;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Lists the ids, keys and names of all rows that <see cref="JobTransaction"/> may read when it applies a batch of changes. With this list,
/// a store can read all these rows from its database at once, in advance.
/// </summary>
internal sealed class JobBatchNames
{
    private readonly HashSet<string> _jobs = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string Key)> _keys = [];
    private readonly HashSet<string> _retried = new(StringComparer.Ordinal);
    private readonly HashSet<string> _schedules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fired = new(StringComparer.Ordinal);

    private JobBatchNames()
    {
    }

    /// <summary>The ids of the jobs that a batch of changes concerns. The store need not contain a job for each id.</summary>
    public IReadOnlySet<string> Jobs => _jobs;

    /// <summary>
    /// The idempotency keys and the job keys of the new jobs in a batch of changes, each with the type of its job. The store must also read
    /// the earlier jobs with these keys. If such a job waits for an even earlier job with the same key (<see cref="JobLinks.Behind"/>), the
    /// store must read that job too.
    /// </summary>
    public IReadOnlySet<(string Type, string Key)> Keys => _keys;

    /// <summary>
    /// The ids of the jobs that a batch of changes retries. For each of them that has a key, the store must also read the last job with
    /// this key.
    /// </summary>
    public IReadOnlySet<string> Retried => _retried;

    /// <summary>The names of the schedules that a batch of changes concerns.</summary>
    public IReadOnlySet<string> Schedules => _schedules;

    /// <summary>
    /// The names of the schedules for which a batch of changes enqueues jobs. The store must also read which earlier jobs of these
    /// schedules have not ended.
    /// </summary>
    public IReadOnlySet<string> FiredSchedules => _fired;

    /// <summary>Returns the ids, keys and names of the rows that the changes of a batch need.</summary>
    public static JobBatchNames Of(JobBatch batch)
    {
        var names = new JobBatchNames();
        foreach (var change in batch.Changes)
            names.Add(change);
        return names;
    }

    private void Add(JobChange change)
    {
        switch (change)
        {
            case EnqueueJob enqueue:
                Add(enqueue);
                break;
            case EnqueueJobs many:
                foreach (var job in many.Jobs)
                    Add(job);
                break;
            case FindEarlierJob find:
                Add(find.Enqueue);
                break;
            case EndAttempt end:
                _jobs.Add(end.Id.Value);
                break;
            case ReportProgress report:
                _jobs.Add(report.Id.Value);
                break;
            case PublishJobEvent published:
                _jobs.Add(published.Id.Value);
                break;
            case RenewLease renew:
                _jobs.Add(renew.Id.Value);
                break;
            case CancelJob cancel:
                _jobs.Add(cancel.Id.Value);
                break;
            case RetryJob retry:
                _jobs.Add(retry.Id.Value);
                _retried.Add(retry.Id.Value);
                break;
            case PutSchedule put:
                _schedules.Add(put.Schedule.Name);
                break;
            case DeclareSchedule declare:
                _schedules.Add(declare.Schedule.Name);
                break;
            case DeleteSchedule delete:
                _schedules.Add(delete.Name);
                break;
            case FireSchedule fire:
                AddFired(fire.Name, fire.Jobs);
                break;
            case RunSchedule run:
                AddFired(run.Name, [run.Job]);
                break;
        }
    }

    private void AddFired(string schedule, IReadOnlyList<EnqueueJob> jobs)
    {
        _schedules.Add(schedule);
        _fired.Add(schedule);
        foreach (var job in jobs)
            Add(job);
    }

    private void Add(EnqueueJob enqueue)
    {
        if (enqueue.Key is { } key)
            _keys.Add((enqueue.Job.Type, key.Text));
        if (enqueue.Job.Key is { } name)
            _keys.Add((enqueue.Job.Type, IdempotencyKey.ForSingleJob(name).Text));
        foreach (var id in enqueue.After)
            _jobs.Add(id.Value);
        if (enqueue.Child is not { } child)
            return;
        _jobs.Add(child.Parent.Value);
        _jobs.Add(enqueue.Job.Id.Value);
    }
}
