using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Finds jobs for the HTTP API, if the caller may read or change them.</summary>
internal sealed class JobLookup(IJobQueue queue, JobAccess access)
{
    /// <summary>Returns the jobs that match a filter and that the caller may list.</summary>
    /// <exception cref="RefusalException">The caller may not list jobs.</exception>
    public async Task<IEnumerable<JobView>> ListAsync(Caller caller, JobFilter filter, CancellationToken cancellationToken)
    {
        var jobs = await queue.ListAsync(access.Narrow(caller, filter), cancellationToken);
        var pauses = jobs.Any(job => job.State == JobState.Queued) ? await queue.ReadPausesAsync(cancellationToken) : JobPauses.None;
        var views = new List<JobView>();
        foreach (var job in jobs)
            views.Add(PauseProblems.Add(job, await access.InListAsync(caller, job, cancellationToken), pauses));
        return views;
    }

    /// <summary>
    /// Refuses a new job that waits for other jobs, if its caller may not read these jobs. Otherwise the caller would learn how they end.
    /// </summary>
    /// <param name="caller">The caller that sent the request.</param>
    /// <param name="after">The ids of the jobs for which the new job waits.</param>
    /// <param name="authorized">The ids that were checked for earlier jobs of the same request. The checked ids are added to them.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    /// <exception cref="RefusalException">The caller may not read one of the earlier jobs, or one of them does not exist.</exception>
    public async Task AuthorizeAfterAsync(
        Caller caller, IReadOnlyList<JobId> after, HashSet<JobId> authorized, CancellationToken cancellationToken)
    {
        foreach (var id in after)
        {
            if (!authorized.Add(id))
                continue;
            var details = await queue.FindAsync(id, cancellationToken);
            access.Authorize(caller, TopicAction.Subscribe, id, details);
            if (details is null)
                throw JobLinkRules.Missing(id);
        }
    }

    /// <summary>
    /// Returns one job with its arguments and errors. A caller that may not read the job always receives the same response, so that it
    /// cannot find out whether the job exists.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to read the job, or to administer it, or the job does not
    /// exist.</exception>
    public async Task<JobDetails> FindAsync(Caller caller, TopicAction action, string id, CancellationToken cancellationToken)
    {
        var jobId = JobId.Parse(id);
        var details = await queue.FindAsync(jobId, cancellationToken);
        access.Authorize(caller, action, jobId, details);
        return details ?? throw JobOutcome.NotFound(jobId);
    }

    /// <summary>Throws a refusal if the caller may not run a job again, because it may not enqueue such a job now.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task AuthorizeRetryAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await access.AuthorizeRetryAsync(
            caller, await FindAsync(caller, TopicAction.Administer, id, cancellationToken), cancellationToken);
}
