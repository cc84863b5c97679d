using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Applies, inside one transaction, the rules for jobs that wait for other jobs. A job that must wait is blocked. When a job has ended, the
/// jobs that wait for it are released or cancelled.
/// </summary>
/// <remarks>
/// Jobs can never wait for each other in a circle. A new job waits only for jobs that exist already. A job also waits for its children
/// (jobs that its handler has enqueued), but a child waits only for other children of the same job.
/// </remarks>
/// <param name="rows">The rows of the job queue.</param>
/// <param name="now">The time of the transaction (UTC).</param>
/// <param name="apply">A function that stores the transition of a job to another state, and publishes its event.</param>
internal sealed class JobLinkRules(IJobRows rows, DateTime now, Action<JobTransition> apply)
{
    /// <summary>
    /// The maximum number of links (one job waits for another) that one transaction completes. The next transaction completes the remaining
    /// links.
    /// </summary>
    public const int MaxSettled = 1_000;

    private readonly HashSet<JobId> _unsettled = [];
    private bool _isLimitReached;
    private int _settled;

    /// <summary>True if the transaction has released a job from its wait, so that a worker may start the job now.</summary>
    public bool HasReleased { get; private set; }

    /// <summary>
    /// True if the next transaction must inform further waiting jobs that the jobs for which they wait have ended. The reason is that this
    /// transaction has ended jobs, or has reached the limit of links (a link: one job waits for another job).
    /// </summary>
    // If this transaction has reached the limit and has not completed any link, the next transaction would not complete a link either. So
    // it is not needed.
    public bool HasUnsettled => _unsettled.Count > 0 || (_isLimitReached && _settled > 0);

    /// <summary>
    /// If a job has ended and other jobs wait for it, returns the job with a mark: these jobs must be informed of its end. Otherwise
    /// returns the job unchanged.
    /// </summary>
    public Job MarkEnded(Job job)
    {
        if (job is not { HasEnded: true, Links.Followers: FollowerState.Waiting })
            return job;
        _unsettled.Add(job.Id);
        return job with { Links = job.Links with { Followers = FollowerState.Unsettled } };
    }

    /// <summary>
    /// Returns the reason why a new job is refused: it waits for a job that does not exist, or for a job for which it must not wait. Null
    /// if the job is not refused.
    /// </summary>
    public RefusalException? RefusalOf(EnqueueJob enqueue)
    {
        foreach (var id in enqueue.After)
        {
            if (rows.Find(id) is not { } before)
                return Missing(id);
            if (enqueue.Child is { } child && before.Parent != child.Parent && !before.HasEnded)
                return RefusalException.Invalid($"Job {id}, which 'after' names, is no child of job {child.Parent}. A child may only " +
                    "wait for other children of the same job; otherwise the jobs could wait for each other.");
        }

        return enqueue.Child is { } added && rows.Find(added.Parent) is { Links.Children: >= ChildOf.MaxChildren }
            ? RefusalException.Invalid($"Job {added.Parent} has {ChildOf.MaxChildren} children already; let each child do more work.")
            : null;
    }

    /// <summary>Creates the refusal of a new job that waits for a job that does not exist.</summary>
    public static RefusalException Missing(JobId id) => RefusalException.Invalid(
        $"There is no job {id} (any more), which 'after' names; leave it out, or give the id of a job that exists.");

    /// <summary>
    /// Inserts a new job, and the links to the jobs for which it waits. If one of these jobs has already ended in another way than
    /// required, the new job is cancelled.
    /// </summary>
    /// <param name="enqueue">The new job.</param>
    /// <param name="holder">The job with the same key for which the new job waits; null if no such job exists.</param>
    /// <param name="insert">A function that inserts the job and publishes its first event.</param>
    public Job Insert(EnqueueJob enqueue, Job? holder, Action<Job> insert)
    {
        var job = enqueue.Job;
        Job? failed = null;
        var waits = 0;
        foreach (var before in enqueue.After.Select(id => rows.Find(id)!))
        {
            if (!before.HasEnded)
                waits += Add(job, before, JobLinkKind.After);
            else if (!IsWanted(job.Links.AfterOutcome, before.State))
                failed ??= before;
        }

        if (holder is not null)
            waits += Add(job, rows.Find(holder.Id)!, JobLinkKind.Key);
        if (enqueue.Child is { } child)
            AddChild(job, child);
        job = job with
        {
            Links = job.Links with
            {
                IsBlocked = waits > 0,
                Waits = waits,
                Behind = holder?.Id,
                Followers = enqueue.Child is null ? FollowerState.None : FollowerState.Waiting,
            },
        };
        insert(job);
        return failed is null ? job : Cancel(job, JobError.AfterOutcome, ProblemOf(job, failed));
    }

    /// <summary>Cancels a queued job, with an error that contains the reason.</summary>
    public Job Cancel(Job job, string type, string reason)
    {
        var step = JobStateMachine.Cancel(job, now, reason)!.Value;
        apply(step with { Error = new JobError(job.Attempt, now, type, reason) });
        return rows.Find(job.Id)!;
    }

    /// <summary>
    /// Informs waiting jobs that the jobs for which they wait have ended. If a waiting job is cancelled as a result, the jobs that wait for
    /// it are informed too. Returns true if a limit was reached before all jobs were informed.
    /// </summary>
    public bool Settle()
    {
        var left = MaxSettled;
        while (rows.Links.Unsettled(left) is { Count: > 0 } ended)
        {
            foreach (var each in ended)
            {
                // An earlier job of this list may have been the one for which this job waited, so its row may have changed since.
                left -= rows.Find(each.Id) is { Links.Followers: FollowerState.Unsettled } job ? Settle(job, left) : 1;
                if (left <= 0)
                    return _isLimitReached = true;
            }
        }

        return false;
    }

    private int Add(Job job, Job before, JobLinkKind kind)
    {
        rows.Links.Add(new JobLink(job.Id, before.Id, kind));
        // The earlier job may have been cancelled while it waited for another job. It may then still have the mark that the jobs which wait
        // for it must be informed of its end. This mark must not be lost.
        if (before.HasEnded)
            _unsettled.Add(before.Id);
        // The row of the earlier job is written even if this does not change it. If several nodes share the store, the write fails if
        // another node has meanwhile ended the job.
        var state = before.HasEnded ? FollowerState.Unsettled : FollowerState.Waiting;
        rows.Update(before with { Links = before.Links with { Followers = state } });
        return 1;
    }

    private void AddChild(Job job, ChildOf child)
    {
        rows.Links.Add(new JobLink(child.Parent, job.Id, JobLinkKind.Child, child.Name));
        var parent = rows.Find(child.Parent)!;
        rows.Update(parent with
        {
            Links = parent.Links with { Waits = parent.Links.Waits + 1, Children = parent.Links.Children + 1 },
        });
    }

    private int Settle(Job ended, int limit)
    {
        var open = rows.Links.Open(ended.Id, limit);
        var isKeyTaken = ended.Links.Behind is not null;
        foreach (var link in open)
        {
            // A job may be cancelled while it waits for an earlier job with the same key. The next job with the key must then wait for that
            // earlier job.
            if (link.Kind != JobLinkKind.Key || !isKeyTaken)
                Settle(link, ended);
        }

        if (open.Count == limit)
            return open.Count;
        var state = isKeyTaken && open.Any(link => link.Kind == JobLinkKind.Key) ? FollowerState.Waiting : FollowerState.None;
        rows.Update(ended with { Links = ended.Links with { Followers = state } });
        _unsettled.Remove(ended.Id);
        return open.Count + 1;
    }

    private void Settle(JobLink link, Job ended)
    {
        _settled++;
        rows.Links.Settle(link);
        if (rows.Find(link.Job) is not { } job)
            return;
        var isKey = link.Kind == JobLinkKind.Key;
        job = job with { Links = job.Links with { Waits = job.Links.Waits - 1, Behind = isKey ? null : job.Links.Behind } };
        if (job.State == JobState.Queued && link.Kind == JobLinkKind.After && !IsWanted(job.Links.AfterOutcome, ended.State))
            Cancel(job, JobError.AfterOutcome, ProblemOf(job, ended));
        else if (job is { State: JobState.Queued, Links: { IsBlocked: true, Waits: 0 } })
            Release(job);
        else
            rows.Update(MarkEnded(job));
    }

    private void Release(Job job)
    {
        HasReleased = true;
        // The new due time is not earlier than the current time. Otherwise the time for which the job has waited for other jobs would count
        // as a delay.
        var released = job with { Due = job.Due > now ? job.Due : now, Links = job.Links with { IsBlocked = false } };
        apply(new JobTransition(released, JobEvents.Released(released)));
    }

    private static bool IsWanted(AfterOutcome wanted, JobState state) =>
        wanted == AfterOutcome.Ended || (state == JobState.Succeeded) == (wanted == AfterOutcome.Succeeded);

    private static string ProblemOf(Job job, Job ended) =>
        $"Job {ended.Id} has ended as {JobClient.StateOf(ended)}, and this job starts only after it has " +
        $"{(job.Links.AfterOutcome == AfterOutcome.Succeeded ? "succeeded" : "failed or was cancelled")}.";
}
