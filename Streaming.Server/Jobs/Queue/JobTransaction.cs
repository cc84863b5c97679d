using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies a batch of job changes (<see cref="JobBatch"/>) to the rows of a store, inside a transaction of that store. Contains the rules
/// of the job queue that all stores have in common.
/// </summary>
internal sealed class JobTransaction(IJobRows rows, DateTime now)
{
    /// <summary>
    /// The maximum number of jobs that one transaction queues again because their lease (the right of a worker to run the job) has expired.
    /// </summary>
    public const int MaxExpired = 1_000;

    private readonly List<(AppendRequest, AppendResult)> _events = [];
    private readonly List<ClaimedJob> _claimed = [];
    private readonly List<string> _unknown = [];
    private DateTime? _nextClaim;
    private bool _waitsForEnd;
    private JobLinkRules? _links;
    private JobKeyRules? _keys;

    private JobLinkRules Links => _links ??= new JobLinkRules(rows, now, step => Apply(step));

    private JobKeyRules Keys => _keys ??= new JobKeyRules(rows, now, Links);

    private ScheduleTransaction Schedules => new(rows, now, Enqueue);

    public static JobBatchResult Run(IJobRows rows, JobBatch batch)
    {
        var transaction = new JobTransaction(rows, batch.Now);
        var outcomes = batch.Changes.Select(transaction.Do).ToArray();
        var links = transaction.Links;
        if (batch.Claim is null && links.HasUnsettled)
            links.Settle();
        var mayHaveMore = batch.Claim is { } claim && transaction.Claim(claim);
        return new JobBatchResult(outcomes, transaction._claimed, transaction._events, mayHaveMore || links.HasUnsettled,
            transaction._nextClaim, transaction._unknown, links.HasReleased || links.HasUnsettled)
        {
            WaitsForEnd = transaction._waitsForEnd,
            HasUnsettled = links.HasUnsettled,
        };
    }

    /// <summary>Applies one change to the rows of the job queue, and returns the result of the change.</summary>
    public ChangeResult Do(JobChange change) => change switch
    {
        EnqueueJob enqueue => Enqueue(enqueue),
        EnqueueJobs many => EnqueueAll(many.Jobs),
        FindEarlierJob find => Repeat(find.Enqueue) ?? default,
        EndAttempt end => End(end),
        ReportProgress report =>
            FindLeased(report.Id, report.Token) is { } job ? Apply(JobStateMachine.Progress(job, report.Fraction, report.Text)) : default,
        PublishJobEvent custom => PublishCustom(custom),
        RenewLease renew => Renew(renew),
        CancelJob cancel => Cancel(cancel),
        RetryJob retry => Retry(retry.Id),
        PutSchedule put => Schedules.Put(put.Schedule, put.Version),
        DeclareSchedule declare => Schedules.Declare(declare.Schedule),
        DeleteSchedule delete => Schedules.Delete(delete.Name),
        FireSchedule fire => Schedules.Fire(fire),
        RunSchedule run => Schedules.Run(run),
        SetPause set => Set(set),
        _ => throw new NotSupportedException($"{change.GetType().Name} is not supported."),
    };

    private ChangeResult Enqueue(EnqueueJob enqueue)
    {
        var job = enqueue.Job;
        if (Repeat(enqueue) is { } repeated)
            return repeated;

        // A handler that runs again enqueues its children again. A child has the same id again, because its id is computed from the id of
        // the parent and the child's name. So it is found here and not added twice.
        if (enqueue.Child is not null && rows.Find(job.Id) is { } child)
            return new ChangeResult(Applied: false, child);
        if (enqueue.Child is { } of && FindLeased(of.Parent, of.Token) is null)
            return default;
        if (Links.RefusalOf(enqueue) is { } refusal)
            return new ChangeResult(Applied: false, Job: null, Refusal: refusal);
        var (result, holder) = job.Key is null ? default : Keys.Decide(enqueue, RequestAgain);
        return result ?? Insert(enqueue, holder);
    }

    // Returns the result if a job was added with the same idempotency key within 24 hours: that job, or a conflict. Null if there is none.
    private ChangeResult? Repeat(EnqueueJob enqueue) =>
        IsConflict(enqueue) ? new ChangeResult(Applied: false, Job: null, IsConflict: true)
            : FindEarlier(enqueue) is { Job: var id } && rows.Find(id) is { } before ? new ChangeResult(Applied: false, before)
            : null;

    private ChangeResult Insert(EnqueueJob enqueue, Job? holder)
    {
        if (enqueue.Key is { } key)
            rows.SaveKey(enqueue.Job.Type, key, enqueue.Job.Id, now);
        if (enqueue.Job.Key is not null)
            Keys.Save(enqueue.Job);
        return new ChangeResult(Applied: true, Links.Insert(enqueue, holder, job =>
        {
            rows.Insert(job, enqueue.Arguments, enqueue.Trace);
            Publish(job, JobEvents.Queued(job));
        }));
    }

    private ChangeResult EnqueueAll(IReadOnlyList<EnqueueJob> jobs)
    {
        // All jobs are checked before the first job is added, because a store cannot undo only a part of a transaction.
        if (jobs.Any(IsConflict))
            return new ChangeResult(Applied: false, Job: null, IsConflict: true);
        var keys = new HashSet<(string, string)>();
        foreach (var job in jobs)
        {
            if (FindEarlier(job) is null && RefusalOf(job, keys) is { } refusal)
                return new ChangeResult(Applied: false, Job: null, Refusal: refusal);
        }

        return new ChangeResult(Applied: true, Job: null) { Parts = [.. jobs.Select(Enqueue)] };
    }

    private RefusalException? RefusalOf(EnqueueJob enqueue, HashSet<(string, string)> keys) =>
        Links.RefusalOf(enqueue) ?? (enqueue.Job.Key is null ? null : Keys.RefusalOf(enqueue, keys));

    private bool IsConflict(EnqueueJob enqueue) => FindEarlier(enqueue) is { } used && !enqueue.Key!.HasPayload(used.Payload);

    // Returns the job that was added with the same idempotency key within 24 hours; null if there is none.
    private StoredJobKey? FindEarlier(EnqueueJob enqueue) =>
        enqueue.Key is { } key ? rows.FindKey(enqueue.Job.Type, key.Text, now - AppendRequest.IdempotencyWindow) : null;

    // Handles a request for a job whose key allows only one waiting or running job, if such a job exists. If that job is waiting, it is not
    // changed, because it will read the latest data when it starts. If it is running, it may have read older data, so it is marked to run
    // again.
    private Job RequestAgain(Job job, DateTime due)
    {
        if (job.State != JobState.Running || (job.IsDueAgain && due <= job.Due))
            return job;
        // If the due time of a running job is later than its start, the job must run again when it has ended. So the new due time is set to
        // a time after the start, even if the requested due time is earlier.
        var least = job.Started!.Value.AddMicroseconds(1);
        var wanted = job with { Due = due > least ? due : least };
        rows.Update(wanted);
        return wanted;
    }

    private ChangeResult End(EndAttempt end)
    {
        if (FindLeased(end.Id, end.Token) is not { } job)
            return default;
        var transition = JobStateMachine.End(job, end.Result, now);
        if (end.Result is AttemptResult.Success success && transition.Job.State == JobState.Succeeded)
            rows.SetResult(job.Id, success.Result);
        return Apply(transition);
    }

    private ChangeResult PublishCustom(PublishJobEvent custom)
    {
        if (FindLeased(custom.Id, custom.Token) is not { } job)
            return default;
        Publish(job, JobEvents.Custom(job, custom.Type, custom.Value));
        return new ChangeResult(Applied: true, job);
    }

    private ChangeResult Renew(RenewLease renew)
    {
        if (FindLeased(renew.Id, renew.Token) is not { } job)
            return default;
        var renewed = job with { Lease = now + renew.Lease };
        rows.Update(renewed);
        return new ChangeResult(Applied: true, renewed);
    }

    private ChangeResult Cancel(CancelJob cancel)
    {
        if (rows.Find(cancel.Id) is not { } job)
            return default;
        if (cancel.Only is { } only && job.State != only)
            return new ChangeResult(Applied: false, job);
        if (job.IsCancelling)
            return new ChangeResult(Applied: true, job);
        return JobStateMachine.Cancel(job, now) is { } step ? Apply(step) : new ChangeResult(Applied: false, job);
    }

    private ChangeResult Set(SetPause set)
    {
        if (set.IsPaused)
            rows.SavePause(set.Pause);
        else
            rows.DeletePause(set.Pause.Type);
        // The change may have ended a pause. A store may have read the due jobs before the change, without the paused ones. So jobs are
        // claimed once more.
        ClaimAgainAt(now);
        return new ChangeResult(Applied: true, Job: null);
    }

    private ChangeResult Retry(JobId id)
    {
        if (rows.Find(id) is not { } job)
            return default;
        if (JobStateMachine.Retry(job, now) is not { } step)
            return new ChangeResult(Applied: false, job);
        return job.Key is not null && Keys.Retry(job) is { } refused ? refused : Apply(step);
    }

    // Gives due jobs to a worker, as many as the worker can run. Returns true if there may be further due jobs, which the worker could run
    // if it had more free slots (places for one running job each).
    private bool Claim(JobClaim claim)
    {
        var expired = rows.Expired(now, MaxExpired);
        foreach (var job in expired)
            Apply(JobStateMachine.Expire(job, now));

        var bounds = new ClaimBounds(rows, claim, now);
        var left = claim.SlotGroups.Select(group => group.FreeSlots).ToArray();
        var mayHaveMore = Links.Settle() || expired.Count == MaxExpired;
        var key = rows.NextQueueKey(new QueueKey(claim.Highest, string.Empty));
        while (key is { } first && first.Priority >= claim.Lowest)
        {
            // Within one priority, due jobs of all types are claimed in the order of their due times.
            var due = new List<(Job Job, int Group)>();
            for (; key is { } each && each.Priority == first.Priority; key = rows.NextQueueKey(each))
                mayHaveMore |= !bounds.ArePaused(each) && AddDue(each, claim, bounds, left, due);
            foreach (var (job, group) in due.OrderBy(each => each.Job.Due).ThenBy(each => each.Job.Id.Value, StringComparer.Ordinal))
            {
                if (left[group] == 0)
                {
                    mayHaveMore = true;
                    continue;
                }

                if (!bounds.TryStart(job.Type))
                    continue;
                left[group]--;
                var step = JobStateMachine.Start(job, claim, now);
                Apply(step);
                _claimed.Add(rows.ReadClaimed(step.Job));
            }
        }

        bounds.Save();
        _waitsForEnd = bounds.WaitsForEnd;
        foreach (var time in bounds.NextClaims.Append(rows.NextExpiry()))
            ClaimAgainAt(time);
        return mayHaveMore;
    }

    // Adds due jobs of one priority and type to the list. The number of free slots (places for one running job each) and the limits of the
    // type limit the number of jobs. Returns true if more of these jobs may be due, and wait only for a free slot.
    private bool AddDue(QueueKey key, JobClaim claim, ClaimBounds bounds, int[] left, List<(Job Job, int Group)> due)
    {
        var group = 0;
        while (group < left.Length && !claim.SlotGroups[group].Types.Contains(key.Type))
            group++;
        if (group == left.Length)
        {
            _unknown.Add(key.Type);
            return false;
        }

        if (left[group] == 0)
            return true;
        ClaimAgainAt(rows.NextDue(key, now));
        // If a limit of the type is reached, its due jobs are not read. They are claimed when another job of the type ends, or when the
        // rate allows it.
        var most = Math.Min(left[group], bounds.LeftOf(key));
        if (most == 0)
            return false;
        var jobs = rows.Due(key, now, most);
        due.AddRange(jobs.Select(job => (job, group)));
        return jobs.Count == left[group];
    }

    private void ClaimAgainAt(DateTime? time) => _nextClaim = time < _nextClaim || _nextClaim is null ? time ?? _nextClaim : _nextClaim;

    // Returns the job if the worker still holds its lease (the right to run the job); otherwise null.
    private Job? FindLeased(JobId id, long token) => rows.Find(id) is { State: JobState.Running } job && job.Token == token ? job : null;

    private ChangeResult Apply(JobTransition step)
    {
        var job = Links.MarkEnded(step.Job);
        rows.Update(job);
        if (step.Error is { } error)
            rows.AddError(job.Id, error);
        Publish(job, step.Event);
        return new ChangeResult(Applied: true, job);
    }

    private void Publish(Job job, NewMessage message)
    {
        var append = new AppendRequest { Topic = job.Id.Topic, Messages = [message], Time = now };
        _events.Add((append, rows.Append(append)));
    }
}
