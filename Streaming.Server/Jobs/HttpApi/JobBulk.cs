using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Cancels or retries the jobs that match a filter. Each request changes a limited number of jobs.</summary>
internal sealed class JobBulk(IJobQueue queue, JobWriter writer, JobAccess access)
{
    /// <summary>The maximum number of jobs that one request changes.</summary>
    public const int MaxJobs = 1_000;

    /// <summary>Cancels the waiting or running jobs that match a filter.</summary>
    /// <param name="caller">The caller that sent the request.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="audit">A function that records the number of the changed jobs. It is also called if some of the writes fail.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    /// <exception cref="RefusalException">The filter has no state, or names a state of ended jobs, or the caller may not change
    /// jobs.</exception>
    public Task<JobsChanged> CancelAsync(Caller caller, JobFilter filter, Action<int> audit, CancellationToken cancellationToken) =>
        filter.State is JobState.Queued or JobState.Running
            ? ChangeAsync(caller, filter, id => new CancelJob(id, filter.State), CountAsync, audit, cancellationToken)
            : throw RefusalException.Invalid("Give the state of the jobs to cancel: ?state=queued or ?state=running.");

    /// <summary>Queues the failed or cancelled jobs that match a filter again.</summary>
    /// <inheritdoc cref="CancelAsync"/>
    /// <exception cref="RefusalException">The filter has no state, or names another state than failed or cancelled, or the caller may not
    /// change jobs.</exception>
    public Task<JobsChanged> RetryAsync(Caller caller, JobFilter filter, Action<int> audit, CancellationToken cancellationToken) =>
        filter.State is JobState.Failed or JobState.Cancelled
            ? ChangeAsync(caller, filter, id => new RetryJob(id), AuthorizeRetriesAsync, audit, cancellationToken)
            : throw RefusalException.Invalid("Give the state of the jobs to retry: ?state=failed or ?state=cancelled.");

    private ValueTask<IEnumerable<Job>> CountAsync(Caller caller, IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        access.CountChanges(caller, jobs.Count);
        return ValueTask.FromResult<IEnumerable<Job>>(jobs);
    }

    // Leaves out the jobs of a caller that it may not run now, for example because its permissions have changed.
    private async ValueTask<IEnumerable<Job>> AuthorizeRetriesAsync(
        Caller caller, IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        if (caller.HasToken && access.MayChangeAll(caller))
            return jobs;
        var allowed = new List<Job>(jobs.Count);
        foreach (var job in jobs)
        {
            try
            {
                if (await queue.FindAsync(job.Id, cancellationToken) is not { } details)
                    continue;
                await access.AuthorizeRetryAsync(caller, details, cancellationToken);
                allowed.Add(job);
            }
            catch (RefusalException e) when (e.Reason is RefusalReason.Forbidden or RefusalReason.Unauthorized)
            {
                // The job stays as it is.
            }
        }

        return allowed;
    }

    // The write of each change checks the state of the job again. So a job whose state has changed since the jobs were listed is not
    // changed.
    private async Task<JobsChanged> ChangeAsync(
        Caller caller, JobFilter filter, Func<JobId, JobChange> change,
        Func<Caller, IReadOnlyList<Job>, CancellationToken, ValueTask<IEnumerable<Job>>> authorize, Action<int> audit,
        CancellationToken cancellationToken)
    {
        var jobs = await queue.ListAsync(access.NarrowToChange(caller, filter), cancellationToken);
        var allowed = await authorize(caller, jobs, cancellationToken);
        var changed = 0;
        try
        {
            await Task.WhenAll(allowed.Select(job => WriteAsync(job.Id)));
        }
        finally
        {
            if (changed > 0)
                audit(changed);
        }

        return new JobsChanged(changed, jobs.Count < filter.Limit ? null : jobs[^1].Id.Value);

        // The writes are not cancelled if the client disconnects, because the number of the changed jobs would then be unknown.
        async Task WriteAsync(JobId id)
        {
            if ((await writer.WriteAsync(change(id), CancellationToken.None)).Applied)
                Interlocked.Increment(ref changed);
        }
    }
}
